import {
  pad,
  reshape,
  reverse,
  StridedSlice,
  type StridedSliceAttrs,
  slice,
  slice_util,
  type Tensor,
  util,
  zeros,
} from '@tensorflow/tfjs-core';
import type { GradientReplacement } from './replacement.ts';

/** Puts the cells of an axis of `dy` where they were read, `begin + i stride` of `size`, with 0 between. */
function spread(dy: Tensor, axis: number, begin: number, stride: number, size: number): Tensor {
  const count = dy.shape[axis]!;
  if (begin === 0 && stride === 1 && count === size) return dy;
  const step = Math.abs(stride);
  const first = stride > 0 ? begin : begin + (count - 1) * stride;
  const outer = util.sizeFromShape(dy.shape.slice(0, axis));
  const inner = util.sizeFromShape(dy.shape.slice(axis + 1));
  const cells = reshape(stride > 0 ? dy : reverse(dy, axis), [outer, count, inner]);
  // each cell with the ones that were stepped over, of which the last may lie beyond the end
  const steps = reshape(
    pad(cells, [
      [0, 0],
      [0, 0],
      [0, (step - 1) * inner],
    ]),
    [outer, count * step * inner],
  );
  const length = Math.min(count * step, size - first) * inner;
  const kept = slice(steps, [0, 0], [outer, length]);
  const placed = pad(kept, [
    [0, 0],
    [first * inner, size * inner - first * inner - length],
  ]);
  return reshape(placed, dy.shape.with(axis, size));
}

export const stridedSliceGradient: GradientReplacement = {
  stock: 'none: throws',
  ours: 'to the cells that were read',
  gradient: {
    kernelName: StridedSlice,
    inputsToSave: ['x'],
    gradFunc: (dy, saved, attrs) => {
      const { shape } = (saved as [Tensor])[0];
      const a = attrs as unknown as StridedSliceAttrs;
      return {
        x: () => {
          const { begin, end, strides } = slice_util.sliceInfo(
            shape,
            a.begin,
            a.end,
            a.strides,
            a.beginMask,
            a.endMask,
            a.ellipsisMask,
            a.newAxisMask,
            a.shrinkAxisMask,
          );
          const counts = slice_util.computeOutShape(begin, end, strides);
          if (counts.some((count) => count <= 0)) return zeros(shape);
          return [...shape.entries()].reduce(
            (spreadSoFar, [axis, size]) => spread(spreadSoFar, axis, begin[axis]!, strides[axis]!, size),
            reshape(dy as Tensor, counts),
          );
        },
      };
    },
  },
};
