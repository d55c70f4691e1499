import {
  add,
  GatherV2,
  type GatherV2Attrs,
  range,
  reshape,
  type Tensor,
  transpose,
  unsortedSegmentSum,
  util,
  zeros,
} from '@tensorflow/tfjs-core';
import type { GradientReplacement } from './replacement.ts';

/** dx of tf.gather: what each place along the axis was read for, within its own batch. */
function sumRead(dy: Tensor, shape: number[], indices: Tensor, axis: number, batchDims: number): Tensor {
  const batch = util.sizeFromShape(shape.slice(0, batchDims));
  const outer = util.sizeFromShape(shape.slice(batchDims, axis));
  const size = shape[axis]!;
  const inner = util.sizeFromShape(shape.slice(axis + 1));
  const count = indices.size / batch;
  const read = transpose(reshape(dy, [batch, outer, count, inner]), [0, 2, 1, 3]);
  const starts = reshape(range(0, batch * size, size, 'int32'), [batch, 1]);
  const places = reshape(add(reshape(indices, [batch, count]), starts), [batch * count]);
  const sums = unsortedSegmentSum(
    reshape(read, [batch * count, outer * inner]),
    places as never,
    batch * size,
  );
  return reshape(transpose(reshape(sums, [batch, size, outer, inner]), [0, 2, 1, 3]), shape);
}

export const gatherGradient: GradientReplacement = {
  stock: 'throws with more than one batch axis, and where x decides on the indices, as by `topk`',
  ours: 'any number of batch axes; 0 for the indices',
  gradient: {
    kernelName: GatherV2,
    inputsToSave: ['x', 'indices'],
    gradFunc: (dy, saved, attrs) => {
      const [x, indices] = saved as [Tensor, Tensor];
      const { axis, batchDims } = attrs as unknown as GatherV2Attrs;
      const along = util.parseAxisParam(axis, x.shape)[0]!;
      return {
        x: () => sumRead(dy as Tensor, x.shape, indices, along, batchDims),
        indices: () => zeros(indices.shape),
      };
    },
  },
};
