import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeBackends, expectClose, withoutLeaks } from '../../testing/index.ts';
import { smoothL1 } from './smooth-l1.ts';

const shaped = (...shape: number[]) => ({ shape }) as unknown as tf.Tensor;

describeBackends('smoothL1', () => {
  it.each([
    // differences -3, -1, 0, 0.5, 2
    [1, [2.5, 0.5, 0, 0.125, 1.5], [-1, -1, 0, 0.5, 1]], // d²/2 below 1, |d| - 1/2 above
    [2, [2, 0.25, 0, 0.0625, 1], [-1, -0.5, 0, 0.25, 1]], // d²/4 below 2, |d| - 1 above
    [0, [3, 1, 0, 0.5, 2], [-1, -1, 0, 1, 1]],
  ])('is quadratic below beta %d and linear above, with that gradient', async (beta, values, slopes) => {
    const a = tf.tensor1d([-2, 1, 5, 3.5, 0]);
    const b = tf.tensor1d([1, 2, 5, 3, -2]);
    await expectClose(smoothL1(a, b, { beta }), values, { abs: 1e-6 });
    const [da, db] = tf.grads((x: tf.Tensor, y: tf.Tensor) => tf.sum(smoothL1(x, y, { beta })))([a, b]);
    await expectClose(da!, slopes, { abs: 1e-6 });
    await expectClose(
      db!,
      slopes.map((slope) => -slope),
      { abs: 1e-6 },
    );
  });

  it('leaves no tensor behind', async () => {
    const x = tf.tensor1d([1, -2]);
    const f = (one: tf.Tensor) => tf.tidy(() => tf.sum(smoothL1(one, x)));
    (await withoutLeaks(() => tf.grad(f)(x))).dispose();
  });
});

describe('smoothL1 errors', () => {
  it('refuses another shape and a negative beta', () => {
    expect(() => smoothL1(shaped(2, 3), shaped(2, 1))).toThrow(
      'smoothL1: expected a, b of one shape, got [2, 3], [2, 1].',
    );
    expect(() => smoothL1(shaped(2), shaped(2), { beta: -1 })).toThrow(
      'smoothL1: beta: expected a number ≥ 0, got -1.',
    );
  });
});
