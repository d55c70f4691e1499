import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { varifocal } from './varifocal.ts';

describeBackends('varifocal', () => {
  it('weighs positives by their target and the others by their score', async () => {
    // p = 1/2, BCE log 2 whatever the target: 1 · log 2, 0.4 · log 2, 0.75 · (1/2)² · log 2
    const [x, q] = [tf.zeros([3]), tf.tensor1d([1, 0.4, 0])];
    const unit = Math.LN2;
    await expectClose(varifocal(x, q), [unit, 0.4 * unit, 0.1875 * unit], { rel: 1e-6 });
    await expectClose(varifocal(x, q, { targetWeighted: false }), [unit, unit, 0.1875 * unit], { rel: 1e-6 });
    // 0.5 · (1/2)³ · log 2
    await expectClose(varifocal(x, tf.zeros([3]), { alpha: 0.5, gamma: 3 }), Array(3).fill(unit / 16), {
      rel: 1e-6,
    });
  });

  it('is finite far out, value and gradient', async () => {
    const x = tf.tensor1d([100, -100, 100, -100]);
    const q = tf.tensor1d([0, 1, 1, 0]);
    await expectClose(varifocal(x, q), [75, 100, 0, 0], { rel: 1e-6, abs: 1e-12 });
    const gradient = tf.grad((one) => tf.sum(varifocal(one, q)))(x);
    await expectClose(gradient, [0.75, -1, 0, 0], { abs: 1e-6 });
  });

  for (const targetWeighted of [true, false]) {
    it(`has the gradients of its differences${targetWeighted ? ', by target' : ''}`, async () => {
      const x = uniformTensor<tf.Rank.R2>([5, 4], { low: -4, high: 4 });
      const q = tf.relu(uniformTensor<tf.Rank.R2>([5, 4], { low: -1, high: 1, seed: 2 }));
      const f = (one: tf.Tensor) => varifocal(one, q, { gamma: 1.5, targetWeighted });
      await checkGradient(f as never, [x], { epsilon: 1e-2, abs: 5e-4, rel: 1e-3 });
    });
  }

  it('takes targets as constants, also where they depend on the same variable', async () => {
    const x = uniformTensor<tf.Rank.R1>([5], { low: -2, high: 2 });
    const gradient = tf.grad((one) => tf.sum(varifocal(one, tf.sigmoid(one))))(x);
    await expectClose(gradient, tf.grad((one) => tf.sum(varifocal(one, tf.sigmoid(x))))(x), {});
  });

  it('leaves no tensor behind', async () => {
    const x = uniformTensor<tf.Rank.R2>([3, 4]);
    (await withoutLeaks(() => tf.grad((one) => tf.tidy(() => tf.sum(varifocal(one, x))))(x))).dispose();
  });
});

describe('varifocal errors', () => {
  it('refuses targets of another shape', () => {
    const shaped = (...shape: number[]) => ({ shape }) as unknown as tf.Tensor;
    expect(() => varifocal(shaped(2, 3), shaped(2, 1))).toThrow(
      'varifocal: expected logits, targets of one shape, got [2, 3], [2, 1].',
    );
  });
});
