import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { softmaxCrossEntropy } from './softmax-cross-entropy.ts';

describeBackends('softmaxCrossEntropy', () => {
  it('is -log of the probability of the target', async () => {
    // softmax of 0, ln 2, 0 is 1/4, 1/2, 1/4: log 2 for the second; half of log 4 and log 2; nothing
    const row = [0, Math.LN2, 0];
    const targets = tf.tensor2d([
      [0, 1, 0],
      [0.5, 0.5, 0],
      [0, 0, 0],
    ]);
    const got = softmaxCrossEntropy(tf.tensor2d([row, row, row]), targets);
    await expectClose(got, [Math.LN2, 1.5 * Math.LN2, 0], { rel: 1e-6 });
  });

  it('is finite far out, value and gradient', async () => {
    const x = tf.tensor2d([[300, -300]]);
    const targets = tf.tensor2d([[0, 1]]);
    await expectClose(softmaxCrossEntropy(x, targets), [600], { rel: 1e-6 });
    const gradient = tf.grad((one) => tf.sum(softmaxCrossEntropy(one, targets)))(x);
    await expectClose(gradient, [1, -1], { abs: 1e-6 });
  });

  it('has the gradients of its differences', async () => {
    const x = uniformTensor<tf.Rank.R3>([2, 3, 4], { low: -3, high: 3 });
    const targets = uniformTensor<tf.Rank.R3>([2, 3, 4], { seed: 2 });
    await checkGradient((one) => softmaxCrossEntropy(one!, targets), [x], {
      epsilon: 1e-2,
      abs: 2e-4,
      rel: 1e-3,
    });
  });

  it('leaves no tensor behind', async () => {
    const x = uniformTensor<tf.Rank.R2>([3, 4]);
    const f = (one: tf.Tensor) => tf.tidy(() => tf.sum(softmaxCrossEntropy(one, x)));
    (await withoutLeaks(() => tf.grad(f)(x))).dispose();
  });
});

describe('softmaxCrossEntropy errors', () => {
  it('refuses targets of another shape', () => {
    const shaped = (...shape: number[]) => ({ shape }) as unknown as tf.Tensor;
    expect(() => softmaxCrossEntropy(shaped(2, 3), shaped(2))).toThrow(
      'softmaxCrossEntropy: expected logits, targets of one shape, got [2, 3], [2].',
    );
  });
});
