import { boundarySampling, maxPool2d, upsampleBilinear, upsampleNearest } from '@tandem-det/kernels';
import { boundarySamplingReference } from '@tandem-det/kernels/testing/references';
import * as tf from '@tensorflow/tfjs-core';
import { bytesOf, type CasesOf, type KernelCase, kernel, random } from '../case.ts';
import { fewer } from '../fewer.ts';

type Shape = readonly [number, number, number, number];

const mapName = ([batch, ...map]: Shape, what: string) => `${what}${map.join('×')}, batch ${batch}`;

const window = { size: 3, stride: 2, padding: 1 } as const;

function poolCases(rows: number): readonly KernelCase[] {
  const [wide, half] = [
    [4, 2 * rows, 160, 64],
    [4, rows, 80, 64],
  ] as const;
  const name = mapName(wide, '3×3 / 2 of ');
  const peer = (part: string) => ({ name: 'max_pool', arguments: { shape: wide, part } });
  // Zeros around values that are not negative never win.
  const padded = (x: tf.Tensor4D) =>
    tf.pad(x, [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ]);
  return [
    {
      op: 'maxPool',
      name: `${name}, forward`,
      bytes: bytesOf(wide, half),
      peer: peer('forward'),
      prepare: () => {
        const x = random<tf.Tensor4D>(wide, 0, 1);
        return { tandem: () => maxPool2d(x, window), plain: () => tf.maxPool(padded(x), 3, 2, 'valid') };
      },
    },
    {
      op: 'maxPool',
      name: `${name}, gradient`,
      bytes: bytesOf(wide, half, half, wide),
      peer: peer('gradients'),
      prepare: () => {
        const x = random<tf.Tensor4D>(wide, 0, 1);
        const attributes = { size: [3, 3], stride: [2, 2], padding: [1, 1] };
        const valid = { filterSize: 3, strides: 2, pad: 'valid' };
        const y = maxPool2d(x, window);
        const dy = random(half);
        return {
          tandem: () => kernel('TandemMaxPool2DGradient', { x, y, dy }, attributes),
          plain: () => {
            const dx = kernel('MaxPoolGrad', { dy, input: padded(x), output: y }, valid);
            return tf.slice(dx as tf.Tensor4D, [0, 1, 1, 0], [...wide]);
          },
        };
      },
    },
  ];
}

/** What differs between the two ways to fill a larger map. */
const upsampling = {
  nearest: {
    tandem: upsampleNearest,
    plain: (x: tf.Tensor4D, size: [number, number]) => tf.image.resizeNearestNeighbor(x, size),
    gradient: 'TandemUpsampleNearestGradient',
    plainGradient: 'ResizeNearestNeighborGrad',
  },
  bilinear: {
    tandem: upsampleBilinear,
    plain: (x: tf.Tensor4D, size: [number, number]) => tf.image.resizeBilinear(x, size, false, true),
    gradient: 'TandemUpsampleBilinearGradient',
    plainGradient: 'ResizeBilinearGrad',
  },
} as const;

function upsampleCases(mode: keyof typeof upsampling, rows: number): readonly KernelCase[] {
  const { tandem, plain, gradient, plainGradient } = upsampling[mode];
  const [coarse, fine] = [
    [4, rows, 40, 256],
    [4, 2 * rows, 80, 256],
  ] as const;
  const [, height, width] = fine;
  const name = mapName(coarse, `${mode}, to twice `);
  const common = { op: 'upsample', bytes: bytesOf(coarse, fine) } as const;
  const peer = (part: string) => ({ name: 'upsample', arguments: { shape: coarse, mode, part } });
  return [
    {
      ...common,
      name: `${name}, forward`,
      peer: peer('forward'),
      prepare: () => {
        const x = random<tf.Tensor4D>(coarse);
        return { tandem: () => tandem(x, { height, width }), plain: () => plain(x, [height, width]) };
      },
    },
    {
      ...common,
      name: `${name}, gradient`,
      peer: peer('gradients'),
      prepare: () => {
        const [images, dy] = [random<tf.Tensor4D>(coarse), random(fine)];
        return {
          tandem: () => kernel(gradient, { dy }, { inputShape: coarse, alignCorners: false }),
          plain: () => kernel(plainGradient, { images, dy }, { alignCorners: false }),
        };
      },
    },
  ];
}

function samplingCases(rows: number): readonly KernelCase[] {
  const [boxes, offsets] = [
    [8, rows, 80, 4],
    [8, rows, 80, 8],
  ] as const;
  const name = `${rows}×80, batch 8`;
  const peer = (part: string) => ({ name: 'boundary_sampling', arguments: { shape: boxes, part } });
  const inputs = () => [random<tf.Tensor4D>(boxes, 0, 640), random<tf.Tensor4D>(offsets, -2, 2)] as const;
  return [
    {
      op: 'boundarySampling',
      name: `${name}, forward`,
      bytes: bytesOf(boxes, offsets, boxes),
      peer: peer('forward'),
      prepare: () => {
        const [places, moves] = inputs();
        return {
          tandem: () => boundarySampling(places, moves),
          plain: () => boundarySamplingReference(places, moves),
        };
      },
    },
    {
      op: 'boundarySampling',
      name: `${name}, gradients`,
      bytes: bytesOf(boxes, offsets, boxes, boxes, offsets),
      peer: peer('gradients'),
      prepare: () => {
        const [places, moves] = inputs();
        const given = { boxes: places, offsets: moves, dy: random(boxes) };
        return { tandem: () => kernel('TandemBoundarySamplingGradient', given, {}) };
      },
    },
    {
      op: 'boundarySampling',
      name: `${name}, forward and gradients`,
      bytes: bytesOf(boxes, offsets, boxes, boxes, boxes, offsets),
      prepare: () => {
        const all = inputs();
        const gradients = (f: typeof boundarySamplingReference) => {
          const compute = tf.grads((places, moves) => tf.sum(f(places as tf.Tensor4D, moves as tf.Tensor4D)));
          return () => compute([...all]);
        };
        return { tandem: gradients(boundarySampling), plain: gradients(boundarySamplingReference) };
      },
    },
  ];
}

export const resamplingCases: CasesOf = (shrink) => [
  ...poolCases(fewer(80, shrink)),
  ...upsampleCases('nearest', fewer(40, shrink)),
  ...upsampleCases('bilinear', fewer(40, shrink)),
  ...samplingCases(fewer(80, shrink)),
];
