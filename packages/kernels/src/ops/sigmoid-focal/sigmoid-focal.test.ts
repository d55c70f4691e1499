import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { sigmoidFocalReference } from './reference.ts';
import { sigmoidFocal } from './sigmoid-focal.ts';

const options = [
  { alpha: 0.25, gamma: 2 },
  { alpha: -1, gamma: 2 },
  { alpha: 0.25, gamma: 0 },
  { alpha: 0.5, gamma: 1 },
  { alpha: 0.75, gamma: 1.5 },
  { alpha: 0.25, gamma: 0.5 },
];

describeBackends('sigmoidFocal', () => {
  it('weighs the cross-entropy by (1 - p_t)²', async () => {
    // at 0: 1/4 · log 2, times α = 1/4 for a positive and 3/4 for a negative
    await expectClose(sigmoidFocal(tf.tensor1d([0, 0]), tf.tensor1d([1, 0])), [0.0433217, 0.1299651], {
      abs: 1e-6,
    });
    // ln 3: p = 3/4; positive: 1/16 · -log(3/4), negative: 9/16 · -log(1/4), without α
    const x = Math.log(3);
    const got = sigmoidFocal(tf.tensor1d([x, x]), tf.tensor1d([1, 0]), { alpha: -1 });
    await expectClose(got, [0.0179801, 0.7797906], { abs: 1e-6 });
  });

  it('with gamma 0 and no alpha is the cross-entropy', async () => {
    const got = sigmoidFocal(tf.tensor1d([0, 40]), tf.tensor1d([0.3, 0]), { alpha: -1, gamma: 0 });
    await expectClose(got, [Math.LN2, 40], { abs: 1e-6 });
  });

  it('is finite far out, value and gradient', async () => {
    const x = tf.tensor1d([30, -30, 100, -100, 30, -30, 100, -100]);
    const y = tf.tensor1d([0, 1, 0, 1, 1, 0, 1, 0]);
    // wrong: α_y · |x|; right: nothing
    await expectClose(sigmoidFocal(x, y), [22.5, 7.5, 75, 25, 0, 0, 0, 0], { abs: 1e-12, rel: 1e-6 });
    const gradient = tf.grad((one) => tf.sum(sigmoidFocal(one, y)))(x);
    await expectClose(gradient, [0.75, -0.25, 0.75, -0.25, 0, 0, 0, 0], { abs: 1e-6 });
  });

  for (const option of options) {
    it(`equals its composition, with the gradients of its differences: ${JSON.stringify(option)}`, async () => {
      const x = uniformTensor<tf.Rank.R2>([5, 4], { low: -5, high: 5 });
      const soft = uniformTensor<tf.Rank.R2>([5, 4], { seed: 2 });
      const hard = tf.round(soft);
      for (const y of [hard, soft]) {
        await expectClose(sigmoidFocal(x, y, option), sigmoidFocalReference(x, y, option), {
          abs: 1e-5,
          rel: 1e-4,
        });
        const f = (one: tf.Tensor) => sigmoidFocal(one, y, option);
        await checkGradient(f as never, [x], { epsilon: 1e-2, abs: 2e-4, rel: 1e-3 });
      }
    });
  }

  it('takes targets as constants, also where they depend on the same variable', async () => {
    const x = uniformTensor<tf.Rank.R1>([5], { low: -2, high: 2 });
    const gradient = tf.grad((one) => tf.sum(sigmoidFocal(one, tf.sigmoid(one))))(x);
    const apart = tf.grad((one) => tf.sum(sigmoidFocal(one, tf.sigmoid(x))))(x);
    await expectClose(gradient, apart, {});
  });

  it('leaves no tensor behind', async () => {
    const x = uniformTensor<tf.Rank.R2>([3, 4]);
    (await withoutLeaks(() => tf.grad((one) => tf.sum(sigmoidFocal(one, x)))(x))).dispose();
  });
});
