import { boundarySampling } from '../ops/boundary-sampling/boundary-sampling.ts';
import { convolvedSize } from '../ops/conv2d/geometry.ts';
import { maxPool2d } from '../ops/max-pool/max-pool-2d.ts';
import { upsampleBilinear } from '../ops/upsample-bilinear/upsample-bilinear.ts';
import { upsampleNearest } from '../ops/upsample-nearest/upsample-nearest.ts';
import { type AccuracyOp, accuracyCase, type CaseSize, uniform } from './accuracy-case.ts';
import { mapOf, sampleAt, valueAt } from './maps.ts';

const bilinear = (factor: number, alignCorners: boolean) => (size: CaseSize) => {
  const { batch, height, width, channels, seed } = size;
  const [rows, columns] = [height, width].map((cells) => Math.ceil(factor * cells)) as [number, number];
  const placeOf = (i: number, cells: number, count: number) => {
    const place = alignCorners
      ? (i * (cells - 1)) / Math.max(count - 1, 1)
      : ((i + 0.5) * cells) / count - 0.5;
    return Math.min(Math.max(place, 0), cells - 1);
  };
  return accuracyCase({
    inputs: { x: uniform([batch, height, width, channels], { seed }) },
    run: ({ x }) => [upsampleBilinear(x, { height: rows, width: columns, alignCorners })],
    reference: ({ x }) => [
      mapOf([batch, rows, columns, channels], (b, i, j, c) =>
        sampleAt(x, b, placeOf(i, height, rows), placeOf(j, width, columns), c),
      ),
    ],
    gradients: ['x'],
  });
};

export const resampling: readonly AccuracyOp[] = [
  {
    op: 'maxPool2d',
    bound: 0,
    gradientBound: 1e-6,
    variants: {
      'size 3, stride 2, padding 1': ({ batch, height, width, channels, seed }) => {
        const [rows, columns] = [convolvedSize(height, 3, 2, 1), convolvedSize(width, 3, 2, 1)];
        return accuracyCase({
          inputs: { x: uniform([batch, height, width, channels], { seed }) },
          run: ({ x }) => [maxPool2d(x, { size: 3, stride: 2, padding: 1 })],
          reference: ({ x }) => [
            mapOf([batch, rows, columns, channels], (b, i, j, c) => {
              let largest = Number.NEGATIVE_INFINITY;
              for (let row = Math.max(2 * i - 1, 0); row < Math.min(2 * i + 2, height); row++) {
                for (let column = Math.max(2 * j - 1, 0); column < Math.min(2 * j + 2, width); column++) {
                  largest = Math.max(largest, valueAt(x, b, row, column, c));
                }
              }
              return largest;
            }),
          ],
          gradients: ['x'],
        });
      },
    },
  },
  {
    op: 'upsampleNearest',
    bound: 0,
    gradientBound: 1e-6,
    variants: {
      'to 2 H + 1 × 2 W': ({ batch, height, width, channels, seed }) => {
        const size = { height: 2 * height + 1, width: 2 * width };
        return accuracyCase({
          inputs: { x: uniform([batch, height, width, channels], { seed }) },
          run: ({ x }) => [upsampleNearest(x, size)],
          reference: ({ x }) => [
            mapOf([batch, size.height, size.width, channels], (b, i, j, c) =>
              valueAt(x, b, Math.floor((i * height) / size.height), Math.floor((j * width) / size.width), c),
            ),
          ],
          gradients: ['x'],
        });
      },
    },
  },
  {
    op: 'upsampleBilinear',
    bound: 1e-6,
    gradientBound: 1e-6,
    variants: {
      'to 2.5 times': bilinear(2.5, false),
      'to 0.6 times': bilinear(0.6, false),
      'to 2.5 times, corners aligned': bilinear(2.5, true),
      'to 0.6 times, corners aligned': bilinear(0.6, true),
    },
  },
  {
    op: 'boundarySampling',
    bound: 1e-6,
    gradientBound: 2e-6,
    variants: {
      '': ({ batch, height, width, seed }) =>
        accuracyCase({
          inputs: {
            boxes: uniform([batch, height, width, 4], { seed, low: 0, high: 10 }),
            offsets: uniform([batch, height, width, 8], { seed: seed + 1, low: -2, high: 2 }),
          },
          run: ({ boxes, offsets }) => [boundarySampling(boxes, offsets)],
          reference: ({ boxes, offsets }) => [
            mapOf([batch, height, width, 4], (b, i, j, c) => {
              const [dy, dx] = [valueAt(offsets, b, i, j, 2 * c), valueAt(offsets, b, i, j, 2 * c + 1)];
              return sampleAt(boxes, b, i + dy, j + dx, c);
            }),
          ],
          gradients: ['boxes', 'offsets'],
        }),
    },
  },
];
