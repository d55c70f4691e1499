import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { silu } from './silu.ts';

describeBackends('silu', () => {
  it('is x times its sigmoid', async () => {
    // σ(ln 3) = 3/4 and σ(−ln 3) = 1/4
    const x = Math.log(3);
    await expectClose(silu(tf.tensor1d([0, x, -x])), [0, 0.75 * x, -0.25 * x], { abs: 1e-6 });
  });

  it('is x far above 0 and 0 far below, with digits in between', async () => {
    // −20 · σ(−20) = −20 e^−20 / (1 + e^−20); σ(−80) = e^−80
    await expectClose(
      silu(tf.tensor1d([30, 100, 1e30, -20, -80, -100, -1e30])),
      [30, 100, 1e30, -4.1223072e-8, -80 * Math.exp(-80), 0, 0],
      { abs: 1e-36, rel: 1e-5 },
    );
    const slope = tf.grad((one) => tf.sum(silu(one)))(tf.tensor1d([0, 100, 1e30, -100, -1e30]));
    await expectClose(slope, [0.5, 1, 1, 0, 0], { abs: 1e-30 });
  });

  it('hides no NaN', async () => {
    await expectClose(silu(tf.tensor1d([Number.NaN, 0])), [Number.NaN, 0], {});
  });

  it('has the gradient of its differences, on any shape and any number of values', async () => {
    const x = uniformTensor<tf.Rank.R3>([3, 5, 7], { low: -6, high: 6 });
    await expectClose(silu(x), tf.mul(x, tf.sigmoid(x)), { abs: 1e-6, rel: 1e-6 });
    const small = uniformTensor<tf.Rank.R1>([11], { low: -4, high: 4 });
    await checkGradient((one) => silu(one!), [small], { epsilon: 1e-2, abs: 1e-4, rel: 1e-3 });
  });

  it('leaves no tensor behind', async () => {
    const x = uniformTensor<tf.Rank.R2>([3, 4]);
    (await withoutLeaks(() => tf.grad((one) => tf.sum(silu(one)))(x))).dispose();
  });
});
