import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { groupNorm } from './group-norm.ts';
import { groupNormReference } from './reference.ts';

const vector = (size: number, seed: number) => uniformTensor<tf.Rank.R1>([size], { low: -1, high: 2, seed });
type Inputs = [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];

const cases: [[number, number, number, number], number][] = [
  [[2, 3, 4, 6], 3],
  [[2, 3, 4, 6], 1],
  [[2, 3, 4, 6], 6],
  [[1, 5, 1, 32], 8],
  [[3, 1, 1, 4], 2],
];

describeBackends('groupNorm', () => {
  it('normalises runs of neighbouring channels, image by image', async () => {
    // image 0: groups {1, 3} and {10, 30}; image 1: {0, 0} and {2, 2}
    const x = tf.tensor4d([1, 3, 10, 30, 0, 0, 2, 2], [2, 1, 1, 4]);
    const y = groupNorm(x, tf.ones([4]), tf.tensor1d([0, 0, 0, 5]), { groups: 2, epsilon: 3 });
    // {1, 3}: ∓1 / sqrt(1 + 3) = ∓0.5; {10, 30}: ∓10 / sqrt(100 + 3) = ∓0.985329, then + (0, 5)
    await expectClose(y, [-0.5, 0.5, -0.985329, 5.985329, 0, 0, 0, 5], { abs: 1e-6 });
  });

  for (const [shape, groups] of cases) {
    it(`equals its composition, with the gradients of its differences: ${shape} in ${groups} groups`, async () => {
      const x = uniformTensor<tf.Rank.R4>(shape, { low: -3, high: 5 });
      const [scale, offset] = [vector(shape[3], 2), vector(shape[3], 3)];
      const options = { groups, epsilon: 1e-3 };
      await expectClose(groupNorm(x, scale, offset, options), groupNormReference(x, scale, offset, options), {
        abs: 1e-5,
      });
      const f = (...inputs: tf.Tensor[]) => groupNorm(...(inputs as Inputs), options);
      await checkGradient(f, [x, scale, offset], { epsilon: 1e-2, abs: 2e-3, rel: 2e-3 });
    });
  }

  it('does not mind a constant added to a group', async () => {
    const x = uniformTensor<tf.Rank.R4>([1, 4, 4, 4], { low: -1 });
    const [scale, offset] = [vector(4, 4), vector(4, 5)];
    const moved = tf.add(x, tf.tensor1d([7, 7, -3, -3])) as tf.Tensor4D;
    await expectClose(
      groupNorm(moved, scale, offset, { groups: 2 }),
      groupNorm(x, scale, offset, { groups: 2 }),
      {
        abs: 1e-5,
      },
    );
  });

  it('keeps images apart', async () => {
    const [first, second] = [1, 2].map((seed) => uniformTensor<tf.Rank.R4>([1, 3, 3, 4], { seed })) as [
      tf.Tensor4D,
      tf.Tensor4D,
    ];
    const [scale, offset] = [vector(4, 4), vector(4, 5)];
    const both = groupNorm(tf.concat([first, second]), scale, offset, { groups: 2 });
    const alone = groupNorm(second, scale, offset, { groups: 2 });
    await expectClose(tf.slice(both, [1, 0, 0, 0]), alone, { abs: 1e-6 });
  });

  it('leaves no tensor behind', async () => {
    const inputs: Inputs = [uniformTensor<tf.Rank.R4>([2, 3, 3, 4]), vector(4, 1), vector(4, 2)];
    const f = (...given: tf.Tensor[]) => tf.sum(groupNorm(...(given as Inputs), { groups: 2 }));
    tf.dispose(await withoutLeaks(() => tf.grads(f)(inputs)));
    const forward = () => tf.tidy(() => groupNorm(...inputs, { groups: 2 }));
    (await withoutLeaks(forward)).dispose();
  });
});

describe('groupNorm errors', () => {
  it('refuses groups that do not divide the channels', () => {
    const x = { shape: [1, 2, 2, 6] } as unknown as tf.Tensor4D;
    const six = { shape: [6] } as unknown as tf.Tensor1D;
    expect(() => groupNorm(x, six, six, { groups: 4 })).toThrow(
      'groupNorm: expected groups that divide 6 channels, got 4. Change the number of groups or of channels.',
    );
  });
});
