import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { upsampleNearestReference } from './reference.ts';
import { upsampleNearest } from './upsample-nearest.ts';

const sizes: [[number, number, number, number], number, number][] = [
  [[2, 2, 3, 2], 4, 6],
  [[2, 4, 5, 3], 7, 9],
  [[1, 2, 3, 1], 5, 7],
  [[1, 5, 4, 2], 3, 4],
  [[3, 1, 1, 2], 3, 2],
];

describeBackends('upsampleNearest', () => {
  it('reads cell floor(i · in / out)', async () => {
    // 3 cells to 5: floor(0, 0.6, 1.2, 1.8, 2.4) = 0 0 1 1 2
    const x = tf.tensor4d([10, 20, 30], [1, 1, 3, 1]);
    await expectClose(upsampleNearest(x, { height: 1, width: 5 }), [10, 10, 20, 20, 30], {});
  });

  it('gives each cell the number of its readers as gradient, in every image of the batch', async () => {
    const f = (x: tf.Tensor) => tf.sum(upsampleNearest(x as tf.Tensor4D, { height: 2, width: 5 }));
    // the two rows of the output read the one row, so 2 · (2, 2, 1)
    await expectClose(tf.grad(f)(tf.zeros([2, 1, 3, 1])), [4, 4, 2, 4, 4, 2], {});
  });

  for (const [shape, height, width] of sizes) {
    it(`equals two gathers, with the gradients of its differences: ${shape} to ${height} × ${width}`, async () => {
      const x = uniformTensor<tf.Rank.R4>(shape, { low: -1 });
      await expectClose(
        upsampleNearest(x, { height, width }),
        upsampleNearestReference(x, { height, width }),
        {},
      );
      const f = (one: tf.Tensor) => upsampleNearest(one as tf.Tensor4D, { height, width });
      await checkGradient(f, [x], { epsilon: 0.5, abs: 1e-5, rel: 1e-5 });
    });
  }

  it('leaves no tensor behind', async () => {
    const x = uniformTensor<tf.Rank.R4>([2, 3, 3, 2]);
    const f = (one: tf.Tensor) => tf.sum(upsampleNearest(one as tf.Tensor4D, { height: 6, width: 6 }));
    (await withoutLeaks(() => tf.grad(f)(x))).dispose();
  });
});

describe('upsampleNearest errors', () => {
  it('refuses a size below one cell', () => {
    const x = { shape: [1, 2, 2, 1] } as unknown as tf.Tensor4D;
    expect(() => upsampleNearest(x, { height: 0, width: 2 })).toThrow(
      'upsampleNearest: expected height and width as whole numbers ≥ 1, got 0 × 2.',
    );
  });
});
