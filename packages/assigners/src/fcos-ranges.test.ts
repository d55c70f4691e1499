import { gridPriors, START } from '@tandem-det/core';
import { describeAssigner } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { type Tensor3D, tensor2d, tensor3d, zeros } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { fcosRanges } from './fcos-ranges.ts';

describeAssigner('fcosRanges', () => fcosRanges());
describeAssigner('fcosRanges with centre sampling', () =>
  fcosRanges({ radius: 1.5, paddedPriors: 'ignored' }),
);

/** Strides 8 and 16, centres 4, 12, 20, 28 and 8, 24 in one row at y = 4 and 8. */
const example = () => ({
  priors: gridPriors({
    strides: [8, 16],
    maps: [
      { height: 1, width: 4 },
      { height: 1, width: 2 },
    ],
    centerOffset: 'half-stride-floor',
  }),
  predictions: { classLogits: zeros([1, 6, 3]) as Tensor3D, boxes: zeros([1, 6, 4]) as Tensor3D },
  truth: {
    boxes: tensor3d([
      [
        [0, 0, 30, 16],
        [10, 0, 90, 16],
      ],
    ]),
    classes: tensor2d([[1, 2]], [1, 2], 'int32'),
    mask: tensor2d([[1, 1]]),
    validSizes: tensor2d([[8, 32]]),
  },
});

describeBackends('fcosRanges, by hand', () => {
  it('chooses by size of object', async () => {
    const { priors, predictions, truth } = example();
    // The first object's sides are at most 28 away: stride 8. The second's right side is 78, 70, 62 away from
    // 12, 20, 28, so that only the last is within 64, where the first is smaller; from 24 it is 66: stride 16.
    const { gtIndex } = fcosRanges()(predictions, priors, truth, START);
    await expectClose(gtIndex, [0, 0, 0, 0, -1, 1], {});
    const all = { ranges: [[-1, 99] as const, [-1, 20] as const] };
    // Stride 16: 24 from the right side of the first at 8; at 24 it is 24 from its left side.
    const other = fcosRanges(all)(predictions, priors, truth, START);
    await expectClose(other.gtIndex, [0, 0, 0, 0, -1, -1], {});
    // Centre (15, 8): 12 and 20 are within 8 of it at y = 4; the second's centre is (50, 8).
    const near = fcosRanges({ ...all, radius: 1 })(predictions, priors, truth, START);
    await expectClose(near.gtIndex, [-1, 0, 0, -1, -1, -1], {});
  });

  it('refuses ranges of another number of levels, and a negative radius', () => {
    const { priors, predictions, truth } = example();
    expect(() => fcosRanges({ ranges: [[0, 1]] })(predictions, priors, truth, START)).toThrow(
      'fcosRanges: ranges: expected one for each of 2 levels, got 1.',
    );
    expect(() => fcosRanges({ radius: -1 })).toThrow('fcosRanges: radius: expected a number ≥ 0, got -1.');
  });
});
