import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { sigmoidCrossEntropyReference } from './reference.ts';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy.ts';

describeBackends('sigmoidCrossEntropy', () => {
  it('is -log of the probability of the target', async () => {
    // log 2 at 0; for ln 3 (p = 3/4): -log(3/4), -log(1/4), and half of each
    const x = Math.log(3);
    const got = sigmoidCrossEntropy(tf.tensor1d([0, 0, x, x, x]), tf.tensor1d([0, 1, 1, 0, 0.5]));
    await expectClose(got, [Math.LN2, Math.LN2, 0.2876821, 1.3862944, 0.8369882], { abs: 1e-6 });
  });

  it('is finite far out: the logit where wrong, 0 where right', async () => {
    const x = tf.tensor1d([30, -30, 100, -100, 100, -100]);
    const y = tf.tensor1d([0, 1, 0, 1, 1, 0]);
    await expectClose(sigmoidCrossEntropy(x, y), [30, 30, 100, 100, 0, 0], { abs: 1e-30, rel: 1e-6 });
    const gradient = tf.grad((one) => tf.sum(sigmoidCrossEntropy(one, y)))(x);
    await expectClose(gradient, [1, -1, 1, -1, 0, 0], { abs: 1e-12 });
  });

  it('equals its formula, with the gradients of its differences', async () => {
    const x = uniformTensor<tf.Rank.R3>([2, 3, 4], { low: -5, high: 5 });
    const y = uniformTensor<tf.Rank.R3>([2, 3, 4], { seed: 2 });
    await expectClose(sigmoidCrossEntropy(x, y), sigmoidCrossEntropyReference(x, y), { abs: 1e-5 });
    await checkGradient((one) => sigmoidCrossEntropy(one!, y), [x], { epsilon: 1e-2, abs: 1e-4, rel: 1e-3 });
  });

  it('takes targets as constants, also where they depend on the same variable', async () => {
    const x = uniformTensor<tf.Rank.R1>([5], { low: -2, high: 2 });
    const gradient = tf.grad((one) => tf.sum(sigmoidCrossEntropy(one, tf.sigmoid(one))))(x);
    const apart = tf.grad((one) => tf.sum(sigmoidCrossEntropy(one, tf.sigmoid(x))))(x);
    await expectClose(gradient, apart, {});
  });

  it('leaves no tensor behind', async () => {
    const x = uniformTensor<tf.Rank.R2>([3, 4]);
    const f = (one: tf.Tensor) => tf.sum(sigmoidCrossEntropy(one, x));
    (await withoutLeaks(() => tf.grad(f)(x))).dispose();
  });
});

describe('sigmoidCrossEntropy errors', () => {
  it('refuses targets of another shape', () => {
    const shaped = (...shape: number[]) => ({ shape }) as unknown as tf.Tensor;
    expect(() => sigmoidCrossEntropy(shaped(2, 3), shaped(2, 1))).toThrow(
      'sigmoidCrossEntropy: expected logits, targets of one shape, got [2, 3], [2, 1].',
    );
  });
});
