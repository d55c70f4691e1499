import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { geometricMeanLogit } from './geometric-mean-logit.ts';
import { geometricMeanLogitReference } from './reference.ts';

const column = (values: number[]) => tf.tensor2d(values, [values.length, 1]);

describeBackends('geometricMeanLogit', () => {
  it('keeps all digits of small probabilities', async () => {
    // q = (log(1 + exp(-14)) + log(1 + exp(-14.5))) / 2 = 6.67938e-7, and -q - log(1 - exp(-q)) = 14.2190702
    await expectClose(geometricMeanLogit(tf.tensor2d([[14]]), column([14.5])), [14.2190702], { rel: 1e-6 });
  });

  it('is the logit of sqrt(σ(a) σ(b))', async () => {
    // σ(0) σ(ln 3) = 1/2 · 3/4 = 3/8; p = 0.6123724, log(p / (1 - p)) = 0.4572957
    await expectClose(geometricMeanLogit(tf.tensor2d([[0]]), column([Math.log(3)])), [0.4572957], {
      abs: 1e-6,
    });
  });

  it('of equal logits is that logit, as far out as float32 goes', async () => {
    const logits = [-100, -80, -30, -1, 0, 1, 30, 80];
    await expectClose(geometricMeanLogit(column(logits), column(logits)), logits, { abs: 1e-6, rel: 1e-6 });
  });

  it('is finite where the two disagree, and where both saturate', async () => {
    const a = column([80, -80, 30, 200, -200]);
    const b = column([-80, 80, -30, 200, -200]);
    // q = 40, 40, 15, the floor, 200: -q - log(1 - exp(-q)); for 15 that is -15 + 3.06e-7
    await expectClose(geometricMeanLogit(a, b), [-40, -40, -15, 87.33654, -200], { rel: 1e-6 });
  });

  it('equals the logit of the product of sigmoids where those keep their digits', async () => {
    const a = uniformTensor<tf.Rank.R3>([2, 3, 5], { low: -4, high: 4 });
    const b = uniformTensor<tf.Rank.R3>([2, 3, 1], { low: -4, high: 4, seed: 2 });
    await expectClose(geometricMeanLogit(a, b), geometricMeanLogitReference(a, b), { abs: 1e-5, rel: 1e-5 });
  });

  it('has the gradients of its differences, for many classes and for one', async () => {
    const f = (...[a, b]: tf.Tensor[]) => geometricMeanLogit(a!, b!);
    const options = { epsilon: 1e-2, abs: 1e-4, rel: 1e-3 };
    for (const classes of [4, 1]) {
      const a = uniformTensor<tf.Rank.R3>([2, 3, classes], { low: -6, high: 6 });
      const b = uniformTensor<tf.Rank.R3>([2, 3, 1], { low: -6, high: 6, seed: 2 });
      await checkGradient(f, [a, b], options);
    }
  });

  it('has finite gradients far out: σ(-a) / (2 (1 - p))', async () => {
    const f = (a: tf.Tensor, b: tf.Tensor) => tf.sum(geometricMeanLogit(a, b));
    const [da, db] = tf.grads(f as never)([
      column([30, -30, 80, -80, 80]),
      column([30, -30, 80, -80, -80]),
    ]) as [tf.Tensor, tf.Tensor];
    // equal logits: half each; (80, -80): p = exp(-40), so σ(-80) / 2 = 0 and σ(80) / 2
    await expectClose(da, [0.5, 0.5, 0.5, 0.5, 0], { abs: 1e-6 });
    await expectClose(db, [0.5, 0.5, 0.5, 0.5, 0.5], { abs: 1e-6 });
  });

  it('leaves no tensor behind', async () => {
    const inputs = [uniformTensor<tf.Rank.R2>([3, 4]), uniformTensor<tf.Rank.R2>([3, 1])];
    const f = (...[a, b]: tf.Tensor[]) => tf.sum(geometricMeanLogit(a!, b!));
    tf.dispose(await withoutLeaks(() => tf.grads(f)(inputs)));
  });
});

describe('geometricMeanLogit errors', () => {
  it('asks for one b per row of a', () => {
    const shaped = (...shape: number[]) => ({ shape, rank: shape.length }) as unknown as tf.Tensor;
    expect(() => geometricMeanLogit(shaped(2, 3, 4), shaped(2, 3, 4))).toThrow(
      'geometricMeanLogit: expected a [..., K] and b [2, 3, 1], got [2, 3, 4] and [2, 3, 4].',
    );
  });
});
