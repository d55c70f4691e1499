import { boundarySampling, maxPool2d, upsampleBilinear, upsampleNearest } from '@tandem-det/kernels';
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

const size = { height: 80, width: 80 } as const;

/** What differs between the two ways to fill a larger map. */
const upsampling = {
  nearest: {
    tandem: (x: tf.Tensor4D) => upsampleNearest(x, size),
    plain: (x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [80, 80]),
    gradient: 'TandemUpsampleNearestGradient',
  },
  bilinear: {
    tandem: (x: tf.Tensor4D) => upsampleBilinear(x, size),
    plain: (x: tf.Tensor4D) => tf.image.resizeBilinear(x, [80, 80], false, true),
    gradient: 'TandemUpsampleBilinearGradient',
  },
} as const;

function upsampleCases(mode: keyof typeof upsampling): readonly KernelCase[] {
  const { tandem, plain, gradient } = upsampling[mode];
  const common = { op: 'upsample', bytes: bytesOf(coarse, fine) } as const;
  const peer = (part: string) => ({ name: 'upsample', arguments: { shape: coarse, mode, part } });
  return [
    {
      ...common,
      name: `${mode}, 40×40×256 to 80×80, batch 4, forward`,
      peer: peer('forward'),
      prepare: () => {
        const x = random<tf.Tensor4D>(coarse);
        return { tandem: () => tandem(x), plain: () => plain(x) };
      },
    },
    {
      ...common,
      name: `${mode}, 40×40×256 to 80×80, batch 4, gradient`,
      peer: peer('gradients'),
      prepare: () => {
        const dy = random(fine);
        return { tandem: () => kernel(gradient, { dy }, { inputShape: coarse, alignCorners: false }) };
      },
    },
  ];
}

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
  ...upsampleCases('nearest'),
  ...upsampleCases('bilinear'),
  {
    op: 'boundarySampling',
    name: '80×80, batch 8, forward',
    bytes: bytesOf(boxes, offsets, boxes),
    peer: { name: 'boundary_sampling', arguments: { shape: boxes, part: 'forward' } },
    prepare: () => {
      const [places, moves] = [random<tf.Tensor4D>(boxes, 0, 640), random<tf.Tensor4D>(offsets, -2, 2)];
      return { tandem: () => boundarySampling(places, moves) };
    },
  },
  {
    op: 'boundarySampling',
    name: '80×80, batch 8, gradients',
    bytes: bytesOf(boxes, offsets, boxes, boxes, offsets),
    peer: { name: 'boundary_sampling', arguments: { shape: boxes, part: 'gradients' } },
    prepare: () => {
      const inputs = { boxes: random(boxes, 0, 640), offsets: random(offsets, -2, 2), dy: random(boxes) };
      return { tandem: () => kernel('TandemBoundarySamplingGradient', inputs, {}) };
    },
  },
];
