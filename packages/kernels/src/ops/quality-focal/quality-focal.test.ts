import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { qualityFocal } from './quality-focal.ts';
import { qualityFocalReference } from './reference.ts';

describeBackends('qualityFocal', () => {
  it('weighs the cross-entropy by the squared distance to the target', async () => {
    // p = 1/2: nothing at y = 1/2, 1/4 · log 2 at y = 1, 1/16 · log 2 at y = 3/4
    const got = qualityFocal(tf.zeros([3]), tf.tensor1d([0.5, 1, 0.75]));
    await expectClose(got, [0, 0.1732868, 0.0433217], { abs: 1e-6 });
  });

  it('has no gradient at its target', async () => {
    const gradient = tf.grad((x) => tf.sum(qualityFocal(x, tf.tensor1d([0.5, 0.5]), { beta: 1.5 })))(
      tf.zeros([2]),
    );
    await expectClose(gradient, [0, 0], {});
  });

  it('is finite far out, value and gradient', async () => {
    const x = tf.tensor1d([30, -30, 100, -100, 30, -100]);
    const y = tf.tensor1d([0, 1, 0, 1, 1, 0.5]);
    // wrong: |x|; right: nothing; p = 0 with y = 1/2: 1/4 · 50
    await expectClose(qualityFocal(x, y), [30, 30, 100, 100, 0, 12.5], { abs: 1e-12, rel: 1e-6 });
    const gradient = tf.grad((one) => tf.sum(qualityFocal(one, y)))(x);
    // |e|² e with e = p - y
    await expectClose(gradient, [1, -1, 1, -1, 0, -0.125], { abs: 1e-6 });
  });

  for (const beta of [2, 1, 1.5, 3]) {
    it(`equals its composition, with the gradients of its differences: beta ${beta}`, async () => {
      const x = uniformTensor<tf.Rank.R2>([5, 4], { low: -5, high: 5 });
      const soft = uniformTensor<tf.Rank.R2>([5, 4], { seed: 2 });
      for (const y of [tf.round(soft), soft]) {
        await expectClose(qualityFocal(x, y, { beta }), qualityFocalReference(x, y, { beta }), {
          abs: 1e-5,
          rel: 1e-4,
        });
        const f = (one: tf.Tensor) => qualityFocal(one, y, { beta });
        await checkGradient(f as never, [x], { epsilon: 1e-2, abs: 5e-4, rel: 1e-3 });
      }
    });
  }

  it('takes targets as constants, also where they depend on the same variable', async () => {
    const x = uniformTensor<tf.Rank.R1>([5], { low: -2, high: 2 });
    const gradient = tf.grad((one) => tf.sum(qualityFocal(one, tf.sigmoid(one))))(x);
    const apart = tf.grad((one) => tf.sum(qualityFocal(one, tf.sigmoid(x))))(x);
    await expectClose(gradient, apart, {});
  });

  it('leaves no tensor behind', async () => {
    const x = uniformTensor<tf.Rank.R2>([3, 4]);
    (await withoutLeaks(() => tf.grad((one) => tf.sum(qualityFocal(one, x)))(x))).dispose();
  });
});
