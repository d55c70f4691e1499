import { add, range, reshape, scatterND, type Tensor, TopK } from '@tensorflow/tfjs-core';
import type { GradientReplacement } from './replacement.ts';

export const topKGradient: GradientReplacement = {
  stock: 'none: throws',
  ours: 'to the values that were taken',
  gradient: {
    kernelName: TopK,
    inputsToSave: ['x'],
    outputsToSave: [false, true],
    gradFunc: (upstream, saved) => {
      const [dy] = upstream as Tensor[];
      const [x, indices] = saved as [Tensor, Tensor];
      return {
        x: () => {
          const size = x.shape.at(-1)!;
          const rows = x.size / size;
          const count = indices.size / rows;
          const starts = reshape(range(0, rows * size, size, 'int32'), [rows, 1]);
          const places = reshape(add(reshape(indices, [rows, count]), starts), [rows * count, 1]);
          const flat = scatterND(places, reshape(dy!, [rows * count]), [x.size] as never) as Tensor;
          return reshape(flat, x.shape);
        },
      };
    },
  },
};
