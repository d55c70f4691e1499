import {
  pad,
  reshape,
  reverse,
  StridedSlice,
  type StridedSliceAttrs,
  slice,
  slice_util,
  type Tensor,
  type TensorInfo,
  util,
  zeros,
} from '@tensorflow/tfjs-core';
import type { GradientReplacement, KernelReplacement } from './replacement.ts';

/** Where a slice begins and ends on every axis of x, and the shape that it has at last. */
function infoOf(shape: readonly number[], attributes: StridedSliceAttrs): slice_util.SliceInfo {
  const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attributes;
  const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
  return slice_util.sliceInfo([...shape], begin, end, strides, ...masks);
}

export const stridedSliceKernel: KernelReplacement = {
  name: StridedSlice,
  stock: 'throws, or reads the wrong cells, where it leaves an axis out and steps along another',
  ours: 'every axis first, then the shape without it',
  compute: (original) => (call) => {
    const attributes = call.attrs as unknown as StridedSliceAttrs;
    if (attributes.shrinkAxisMask === 0) return original(call);
    const { shape } = call.inputs['x'] as TensorInfo;
    const { begin, end, strides, finalShape } = infoOf(shape, attributes);
    // an end before the first cell, which as a number would count from the last
    const endMask = end.reduce((mask, place, axis) => mask | (place < 0 ? 1 << axis : 0), 0);
    const none = { beginMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
    const attrs = { begin, end, strides, endMask, ...none };
    const { dataId, dtype } = original({ ...call, attrs: attrs as never }) as TensorInfo;
    return { dataId, shape: finalShape, dtype };
  },
};

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
      return {
        x: () => {
          const { begin, end, strides } = infoOf(shape, attrs as unknown as StridedSliceAttrs);
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
