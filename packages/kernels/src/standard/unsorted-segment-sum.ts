import {
  type TensorInfo,
  UnsortedSegmentSum,
  type UnsortedSegmentSumAttrs,
  util,
} from '@tensorflow/tfjs-core';
import type { KernelReplacement } from './replacement.ts';

interface WasmBackend {
  makeOutput(shape: number[], dtype: string): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array;
}

/** What the gradient of tf.gather is made of. Segments that are out of range are left out. */
export const unsortedSegmentSumKernel: KernelReplacement = {
  name: UnsortedSegmentSum,
  stock: 'missing: the gradient of `gather` throws',
  ours: 'one pass over the values',
  compute: () => (call) => {
    const { x, segmentIds } = call.inputs as { x: TensorInfo; segmentIds: TensorInfo };
    const { numSegments } = call.attrs as unknown as UnsortedSegmentSumAttrs;
    const backend = call.backend as WasmBackend;
    const rest = x.shape.slice(segmentIds.shape.length);
    const result = backend.makeOutput([numSegments, ...rest], x.dtype);
    const size = util.sizeFromShape(rest);
    const [values, segments, sums] = [x, segmentIds, result].map((one) =>
      backend.typedArrayFromHeap(one),
    ) as [Float32Array, Int32Array, Float32Array];
    sums.fill(0);
    for (let i = 0; i < segments.length; i++) {
      const segment = segments[i]!;
      if (segment < 0 || segment >= numSegments) continue;
      for (let k = 0; k < size; k++) sums[segment * size + k]! += values[i * size + k]!;
    }
    return result;
  },
};
