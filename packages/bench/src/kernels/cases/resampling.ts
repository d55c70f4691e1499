import { boundarySampling, maxPool2d, upsampleNearest } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { bytesOf, type KernelCase, kernel, random } from '../case.ts';

const pool = { size: 3, stride: 2, padding: 1 } as const;
const [wide, half] = [
  [4, 160, 160, 64],
  [4, 80, 80, 64],
] as const;
const [coarse, fine] = [
  [4, 40, 40, 256],
  [4, 80, 80, 256],
] as const;
const [boxes, offsets] = [
  [8, 80, 80, 4],
  [8, 80, 80, 8],
] as const;

export const resamplingCases: readonly KernelCase[] = [
  {
    op: 'maxPool',
    name: '3×3 / 2 of 160×160×64, batch 4, forward',
    bytes: bytesOf(wide, half),
    peer: { name: 'max_pool', arguments: { shape: wide, part: 'forward' } },
    prepare: () => {
      const x = random<tf.Tensor4D>(wide, 0, 1);
      // Zeros around values that are not negative never win.
      const padded = () =>
        tf.pad(x, [
          [0, 0],
          [1, 1],
          [1, 1],
          [0, 0],
        ]);
      return { tandem: () => maxPool2d(x, pool), plain: () => tf.maxPool(padded(), 3, 2, 'valid') };
    },
  },
  {
    op: 'maxPool',
    name: '3×3 / 2 of 160×160×64, batch 4, gradient',
    bytes: bytesOf(wide, half, half, wide),
    peer: { name: 'max_pool', arguments: { shape: wide, part: 'gradients' } },
    prepare: () => {
      const x = random<tf.Tensor4D>(wide, 0, 1);
      const attributes = { size: [3, 3], stride: [2, 2], padding: [1, 1] };
      const y = maxPool2d(x, pool);
      const dy = random(half);
      return { tandem: () => kernel('TandemMaxPool2DGradient', { x, y, dy }, attributes) };
    },
  },
  {
    op: 'upsample',
    name: '40×40×256 to 80×80, batch 4, forward',
    bytes: bytesOf(coarse, fine),
    peer: { name: 'upsample', arguments: { shape: coarse, part: 'forward' } },
    prepare: () => {
      const x = random<tf.Tensor4D>(coarse);
      return {
        tandem: () => upsampleNearest(x, { height: 80, width: 80 }),
        plain: () => tf.image.resizeNearestNeighbor(x, [80, 80]),
      };
    },
  },
  {
    op: 'upsample',
    name: '40×40×256 to 80×80, batch 4, gradient',
    bytes: bytesOf(coarse, fine),
    peer: { name: 'upsample', arguments: { shape: coarse, part: 'gradients' } },
    prepare: () => {
      const dy = random(fine);
      return { tandem: () => kernel('TandemUpsampleNearestGradient', { dy }, { inputShape: coarse }) };
    },
  },
  {
    op: 'boundarySampling',
    name: '80×80, batch 8, forward',
    bytes: bytesOf(boxes, offsets, boxes),
    peer: { name: 'boundary_sampling', arguments: { shape: boxes } },
    prepare: () => {
      const [places, moves] = [random<tf.Tensor4D>(boxes, 0, 640), random<tf.Tensor4D>(offsets, -2, 2)];
      return { tandem: () => boundarySampling(places, moves) };
    },
  },
];
