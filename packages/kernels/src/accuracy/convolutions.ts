import type { Tensor4D } from '@tensorflow/tfjs-core';
import { batchedPointwise } from '../ops/batched-pointwise/batched-pointwise.ts';
import { conv2d } from '../ops/conv2d/conv2d.ts';
import { type ConvolutionAttributes, convolvedSize } from '../ops/conv2d/geometry.ts';
import { deformableConv2d } from '../ops/deformable-conv2d/deformable-conv2d.ts';
import { type AccuracyOp, accuracyCase, type CaseSize, uniform, type Values } from './accuracy-case.ts';
import { mapOf, sampleAt, valueAt } from './maps.ts';

interface Steps extends ConvolutionAttributes {
  readonly kernel: readonly [number, number];
}

const outputSize = (shape: readonly number[], { kernel, stride, padding, dilation }: Steps) =>
  ([0, 1] as const).map((axis) =>
    convolvedSize(shape[axis + 1]!, kernel[axis], stride[axis], padding[axis], dilation[axis]),
  ) as [number, number];

/** bias[o] + Σ filter[u, v, c, o] · read(b, i, j, u·V + v, channel of c), the sums in float64. */
function convolve(
  shape: readonly number[],
  filter: Values,
  bias: Values | undefined,
  steps: Steps,
  read: (b: number, i: number, j: number, tap: number, c: number) => number,
): Float64Array {
  const [taps, , groupInputs, outputs] = [
    steps.kernel[0] * steps.kernel[1],
    0,
    filter.shape[2]!,
    filter.shape[3]!,
  ];
  return mapOf([shape[0]!, ...outputSize(shape, steps), outputs], (b, i, j, o) => {
    const first = Math.floor(o / (outputs / steps.groups)) * groupInputs;
    let sum = bias?.data[o] ?? 0;
    for (let tap = 0; tap < taps; tap++) {
      for (let c = 0; c < groupInputs; c++) {
        sum += filter.data[(tap * groupInputs + c) * outputs + o]! * read(b, i, j, tap, first + c);
      }
    }
    return sum;
  });
}

/** Where a tap of the filter reads. */
const placeOf = (i: number, j: number, tap: number, { kernel, stride, padding, dilation }: Steps) =>
  [
    i * stride[0] - padding[0] + Math.floor(tap / kernel[1]) * dilation[0],
    j * stride[1] - padding[1] + (tap % kernel[1]) * dilation[1],
  ] as const;

const convolution = (steps: Steps, outputsPerInput: number) => (size: CaseSize) => {
  const { batch, height, width, channels, seed } = size;
  const [inputs, outputs] = [channels * steps.groups, channels * steps.groups * outputsPerInput];
  return accuracyCase({
    inputs: {
      x: uniform([batch, height, width, inputs], { seed }),
      filter: uniform([...steps.kernel, channels, outputs], { seed: seed + 1 }),
      bias: uniform([outputs], { seed: seed + 2 }),
    },
    run: ({ x, filter, bias }) => [conv2d(x, filter, { ...steps, bias })],
    reference: ({ x, filter, bias }) => [
      convolve(x.shape, filter, bias, steps, (b, i, j, tap, c) =>
        valueAt(x, b, ...placeOf(i, j, tap, steps), c),
      ),
    ],
    gradients: ['x', 'filter', 'bias'],
  });
};

const deformable = (steps: Steps, deformableGroups: number) => (size: CaseSize) => {
  const { batch, height, width, seed } = size;
  const channels = size.channels * steps.groups * deformableGroups;
  const taps = steps.kernel[0] * steps.kernel[1];
  const places = [batch, ...outputSize([batch, height, width], steps)];
  const factors = deformableGroups * taps;
  return accuracyCase({
    inputs: {
      x: uniform([batch, height, width, channels], { seed }),
      filter: uniform([...steps.kernel, channels / steps.groups, channels], { seed: seed + 1 }),
      offsets: uniform([...places, 2 * factors], { seed: seed + 2, low: -2, high: 2 }),
      mask: uniform([...places, factors], { seed: seed + 3, low: 0 }),
    },
    run: ({ x, filter, offsets, mask }) => [
      deformableConv2d(x, filter, offsets, { ...steps, deformableGroups, mask: mask as Tensor4D }),
    ],
    reference: ({ x, filter, offsets, mask }) => [
      convolve(x.shape, filter, undefined, steps, (b, i, j, tap, c) => {
        const factor = Math.floor(c / (channels / deformableGroups)) * taps + tap;
        const [top, left] = placeOf(i, j, tap, steps);
        const p = top + valueAt(offsets, b, i, j, 2 * factor);
        const q = left + valueAt(offsets, b, i, j, 2 * factor + 1);
        return valueAt(mask, b, i, j, factor) * sampleAt(x, b, p, q, c);
      }),
    ],
    gradients: ['x', 'filter', 'offsets', 'mask'],
  });
};

const plain: Steps = { kernel: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1], groups: 1 };

export const convolutions: readonly AccuracyOp[] = [
  {
    op: 'conv2d',
    bound: 1e-6,
    gradientBound: 1e-6,
    variants: {
      'stride 1, padding 1': convolution(plain, 2),
      'stride 2, padding 1': convolution({ ...plain, stride: [2, 2] }, 1),
      '1 × 1': convolution({ ...plain, kernel: [1, 1], padding: [0, 0] }, 2),
      'dilation 2, groups 2': convolution({ ...plain, padding: [2, 2], dilation: [2, 2], groups: 2 }, 1),
    },
  },
  {
    op: 'deformableConv2d',
    bound: 1e-6,
    gradientBound: 2e-6,
    variants: {
      'stride 2': deformable({ ...plain, stride: [2, 2] }, 1),
      'groups 2, deformable groups 2': deformable({ ...plain, groups: 2 }, 2),
    },
  },
  {
    op: 'batchedPointwise',
    bound: 1e-6,
    gradientBound: 1e-6,
    variants: {
      '': ({ batch, height, width, channels, seed }) =>
        accuracyCase({
          inputs: {
            x: uniform([batch, height, width, channels], { seed }),
            filters: uniform([batch, channels, channels + 1], { seed: seed + 1 }),
          },
          run: ({ x, filters }) => [batchedPointwise(x, filters)],
          reference: ({ x, filters }) => [
            mapOf([batch, height, width, channels + 1], (b, i, j, o) => {
              let sum = 0;
              for (let c = 0; c < channels; c++) {
                sum += valueAt(x, b, i, j, c) * filters.data[(b * channels + c) * (channels + 1) + o]!;
              }
              return sum;
            }),
          ],
          gradients: ['x', 'filters'],
        }),
    },
  },
];
