import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeBackends, expectClose, uniformTensor, withoutLeaks } from '../../testing/index.ts';
import { sgdStep } from './sgd-step.ts';

const of = (value: number) => tf.tensor1d([value]);

describeBackends('sgdStep', () => {
  it('decays, then moves, in the order of PyTorch', async () => {
    const options = { learningRate: 0.5, momentum: 0.75, weightDecay: 0.25 };
    const [weight, velocity] = sgdStep(of(4), of(8), of(2), options);
    // g = 2 + 0.25 · 4 = 3; v' = 0.75 · 8 + 3 = 9; w' = 4 - 0.5 · 9
    await expectClose(velocity, [9], {});
    await expectClose(weight, [-0.5], {});
    const [again, moved] = sgdStep(weight, velocity, of(1), options);
    // g = 1 - 0.125 = 0.875; v' = 6.75 + 0.875 = 7.625; w' = -0.5 - 3.8125
    await expectClose(moved, [7.625], {});
    await expectClose(again, [-4.3125], {});
  });

  it('looks ahead with nesterov', async () => {
    const options = { learningRate: 0.5, momentum: 0.75, weightDecay: 0.25, nesterov: true };
    const [weight, velocity] = sgdStep(of(4), of(8), of(2), options);
    // g = 3, v' = 9, w' = 4 - 0.5 · (3 + 0.75 · 9)
    await expectClose(velocity, [9], {});
    await expectClose(weight, [-0.875], {});
  });

  it('equals its composition on any shape, and leaves no tensor behind', async () => {
    const [w, v, g] = [1, 2, 3].map((seed) => uniformTensor<tf.Rank.R3>([3, 5, 7], { low: -1, seed })) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const options = { learningRate: 0.01, momentum: 0.9, weightDecay: 1e-4 };
    const [weight, velocity] = await withoutLeaks(() => sgdStep(w, v, g, options));
    const expected = tf.add(tf.mul(v, 0.9), tf.add(g, tf.mul(w, 1e-4)));
    await expectClose(velocity, expected, { abs: 1e-6 });
    await expectClose(weight, tf.sub(w, tf.mul(expected, 0.01)), { abs: 1e-6 });
  });

  it('leaves its inputs as they were', async () => {
    const weight = of(4);
    sgdStep(weight, of(8), of(2), { learningRate: 1, momentum: 0.9, weightDecay: 0 });
    await expectClose(weight, [4], {});
  });
});

describe('sgdStep errors', () => {
  it('refuses shapes that differ', () => {
    const shaped = (...shape: number[]) => ({ shape }) as unknown as tf.Tensor;
    const options = { learningRate: 1, momentum: 0, weightDecay: 0 };
    expect(() => sgdStep(shaped(2), shaped(2), shaped(3), options)).toThrow(
      'sgdStep: expected weight, velocity, gradient of one shape, got [2], [2], [3].',
    );
  });
});
