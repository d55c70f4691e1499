import { pad, slice, type Tensor4D } from '@tensorflow/tfjs-core';
import { convolvedSize } from '../ops/conv2d/geometry.ts';

/** [height, width] */
type Sizes = readonly [number, number];

export interface Windows {
  readonly size: Sizes;
  readonly stride: Sizes;
  readonly dilation: Sizes;
  /** Cells before the first row and the first column. */
  readonly before: Sizes;
}

/** How this package's kernels, which pad both ends of an axis alike, compute windows that need not. */
export interface PaddedWindows {
  /** What the kernels take as padding. */
  readonly padding: [number, number];
  /** Their input: x itself, or x with its padding. */
  readonly extend: (x: Tensor4D) => Tensor4D;
  readonly extendedShape: [number, number, number, number];
  /** The part of an extended gradient that belongs to x. */
  readonly cut: (extended: Tensor4D) => Tensor4D;
}

/**
 * The padding of x [B, H, W, C] whose windows are `outputs` many: as the kernels' own where that comes to as
 * many windows, else written out in cells of `value`.
 */
export function padWindows(
  shape: readonly number[],
  outputs: Sizes,
  { size, stride, dilation, before }: Windows,
  value = 0,
): PaddedWindows {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const inputs = [height, width] as const;
  const axes = [0, 1] as const;
  const isOwn = axes.every((axis) => {
    const made = convolvedSize(inputs[axis], size[axis], stride[axis], before[axis], dilation[axis]);
    return made === outputs[axis];
  });
  if (isOwn) {
    const keep = (x: Tensor4D) => x;
    const extendedShape: PaddedWindows['extendedShape'] = [batch, height, width, channels];
    return { padding: [...before], extend: keep, extendedShape, cut: keep };
  }
  const [rows, columns] = axes.map((axis): [number, number] => {
    const end = (outputs[axis] - 1) * stride[axis] + dilation[axis] * (size[axis] - 1) + 1;
    return [before[axis], Math.max(0, end - inputs[axis] - before[axis])];
  }) as [[number, number], [number, number]];
  return {
    padding: [0, 0],
    extend: (x) => pad(x, [[0, 0], rows, columns, [0, 0]], value),
    extendedShape: [batch, height + rows[0] + rows[1], width + columns[0] + columns[1], channels],
    cut: (extended) => slice(extended, [0, rows[0], columns[0], 0], [batch, height, width, channels]),
  };
}
