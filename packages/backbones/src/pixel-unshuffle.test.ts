import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { grad, mul, sum, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { pixelUnshuffle } from './pixel-unshuffle.ts';

describeBackends('pixelUnshuffle', () => {
  it('takes top left, bottom left, top right, bottom right of each cell, channels together', async () => {
    // two images of 2 × 4 pixels and 2 channels: pixel p has channels 2 p and 2 p + 1
    const x = tensor4d(
      Float32Array.from({ length: 32 }, (_, i) => i),
      [2, 2, 4, 2],
    );
    const y = pixelUnshuffle(x);
    expect(y.shape).toEqual([2, 1, 2, 8]);
    // pixels of the first cell: 0, 4 (below), 1, 5; of the second: 2, 6, 3, 7
    const first = [0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15];
    await expectClose(y, [...first, ...first.map((value) => value + 16)], {});
  });

  it('fills odd sizes up with zeros', async () => {
    const y = pixelUnshuffle(tensor4d([1, 2, 3], [1, 1, 3, 1]));
    expect(y.shape).toEqual([1, 1, 2, 4]);
    await expectClose(y, [1, 0, 2, 0, 3, 0, 0, 0], {});
  });

  it('sends each gradient back to its pixel', async () => {
    const weights = tensor4d([1, 2, 3, 4], [1, 1, 1, 4]);
    const x = tensor4d([5, 6, 7, 8], [1, 2, 2, 1]);
    // pixels in the order of the cell: 5, 7, 6, 8
    const gradient = grad((one) => sum(mul(pixelUnshuffle(one as Tensor4D), weights)))(x);
    await expectClose(gradient, [1, 3, 2, 4], {});
  });
});
