import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeBackends, expectClose, uniformTensor, withoutLeaks } from '../../testing/index.ts';
import { averageStep } from './average-step.ts';

describeBackends('averageStep', () => {
  it('keeps a part of the average and takes the rest from the value', async () => {
    const average = averageStep(tf.tensor1d([4, 0]), tf.tensor1d([8, 1]), { decay: 0.75 });
    // 0.75 · 4 + 0.25 · 8, 0.25 · 1
    await expectClose(average, [5, 0.25], {});
  });

  it('equals its composition on any shape, and leaves no tensor behind', async () => {
    const [average, value] = [1, 2].map((seed) => uniformTensor<tf.Rank.R2>([33, 47], { low: -1, seed }));
    const moved = await withoutLeaks(() => averageStep(average!, value!, { decay: 0.9 }));
    await expectClose(moved, tf.add(tf.mul(average!, 0.9), tf.mul(value!, 0.1)), { abs: 1e-6 });
  });
});

describe('averageStep errors', () => {
  it('refuses shapes that differ', () => {
    const shaped = (...shape: number[]) => ({ shape }) as unknown as tf.Tensor;
    expect(() => averageStep(shaped(2), shaped(2, 1), { decay: 0.5 })).toThrow(
      'averageStep: expected average, value of one shape, got [2], [2, 1].',
    );
  });
});
