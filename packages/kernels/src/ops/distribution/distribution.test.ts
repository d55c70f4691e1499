import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { distributionFocal } from './distribution-focal.ts';
import { distributionIntegral } from './distribution-integral.ts';

/** Softmax 1/2, 1/4, 1/8, 1/8. */
const HALVING = [3, 2, 1, 1].map((power) => power * Math.LN2);

describeBackends('distributionIntegral', () => {
  it('is the expected bin', async () => {
    // 0/2 + 1/4 + 2/8 + 3/8 = 7/8; equal logits: (0 + 1 + 2 + 3) / 4; all on one bin: that bin
    const logits = tf.tensor2d([HALVING, [5, 5, 5, 5], [-300, -300, 300, -300]]);
    await expectClose(distributionIntegral(logits), [0.875, 1.5, 2], { rel: 1e-6 });
    // bins at 0, 1, 4, 16: 0/2 + 1/4 + 4/8 + 16/8 = 2.75; 21 / 4; 4
    const values = tf.tensor1d([0, 1, 4, 16]);
    await expectClose(distributionIntegral(logits, values), [2.75, 5.25, 4], { rel: 1e-6 });
  });

  it('has the gradients of its differences', async () => {
    const x = uniformTensor<tf.Rank.R3>([2, 4, 5], { low: -2, high: 2 });
    await checkGradient((one) => distributionIntegral(one!), [x], { epsilon: 1e-2, abs: 5e-4, rel: 1e-3 });
  });

  it('leaves no tensor behind', async () => {
    const x = uniformTensor<tf.Rank.R2>([3, 4]);
    const f = (one: tf.Tensor) => tf.tidy(() => tf.sum(distributionIntegral(one)));
    (await withoutLeaks(() => tf.grad(f)(x))).dispose();
  });
});

describeBackends('distributionFocal', () => {
  it('asks both neighbours of the target, the nearer more', async () => {
    // 1.25: 0.75 · log 4 + 0.25 · log 8 = 2.25 log 2; bins themselves: log 2 at 0, log 8 at 3
    const logits = tf.tensor2d([HALVING, HALVING, HALVING]);
    const got = distributionFocal(logits, tf.tensor1d([1.25, 0, 3]));
    await expectClose(got, [2.25 * Math.LN2, Math.LN2, 3 * Math.LN2], { rel: 1e-6 });
  });

  it('has the gradients of its differences, none through the targets', async () => {
    const x = uniformTensor<tf.Rank.R2>([6, 5], { low: -2, high: 2 });
    const targets = uniformTensor<tf.Rank.R1>([6], { high: 4, seed: 2 });
    await checkGradient((one) => distributionFocal(one!, targets), [x], {
      epsilon: 1e-2,
      abs: 5e-4,
      rel: 1e-3,
    });
  });

  it('leaves no tensor behind', async () => {
    const [x, targets] = [uniformTensor<tf.Rank.R2>([3, 4]), tf.tensor1d([0, 1.5, 2.9])];
    const f = (one: tf.Tensor) => tf.tidy(() => tf.sum(distributionFocal(one, targets)));
    (await withoutLeaks(() => tf.grad(f)(x))).dispose();
  });
});

describe('distributionFocal errors', () => {
  it('refuses targets that are not one per distribution', () => {
    const shaped = (...shape: number[]) => ({ shape, rank: shape.length }) as unknown as tf.Tensor;
    expect(() => distributionFocal(shaped(2, 4, 17), shaped(2, 3))).toThrow(
      'distributionFocal: expected logits [..., R] and targets [...], got [2, 4, 17] and [2, 3].',
    );
  });
});
