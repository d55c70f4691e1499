import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { describeBackends, expectClose, withoutLeaks } from '../testing/index.ts';

describeBackends('standard kernels that tfjs computes wrongly on webgpu', () => {
  it.each([1, 7, 8, 20, 60])('addN sums %i tensors', async (count) => {
    const tensors = Array.from({ length: count }, (_, index) => tf.tensor1d([index, 1]));
    const sum = await withoutLeaks(() => tf.addN(tensors));
    // 0 + 1 + … + (count - 1)
    await expectClose(sum, [(count * (count - 1)) / 2, count], {});
  });

  it('cropAndResize takes any image of the batch, however few the boxes', async () => {
    // image 2 of three holds 8, 9, 10, 11 in two rows
    const images = tf.reshape(tf.range(0, 12), [3, 2, 2, 1]) as tf.Tensor4D;
    const crop = (box: number[], image: number, method: 'bilinear' | 'nearest', size: number) =>
      tf.image.cropAndResize(
        images,
        tf.tensor2d([box]),
        tf.tensor1d([image], 'int32'),
        [size, size],
        method,
        -1,
      );
    await expectClose(crop([0, 0, 1, 1], 2, 'bilinear', 2), [8, 9, 10, 11], {});
    // the middle of all four, and three steps of half a cell
    await expectClose(crop([0, 0, 1, 1], 2, 'bilinear', 1), [9.5], {});
    await expectClose(crop([0, 0, 1, 1], 1, 'bilinear', 3), [4, 4.5, 5, 5, 5.5, 6, 6, 6.5, 7], {});
    await expectClose(crop([0, 0, 0.4, 0.4], 2, 'nearest', 2), [8, 8, 8, 8], {});
    // half of it is beyond the right border
    await expectClose(crop([0, 0, 1, 2], 2, 'bilinear', 2), [8, -1, 10, -1], {});
  });
});
