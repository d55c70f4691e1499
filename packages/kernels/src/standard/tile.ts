import { reshape, sum, type Tensor, Tile, type TileAttrs, util } from '@tensorflow/tfjs-core';
import type { GradientReplacement } from './replacement.ts';

export const tileGradient: GradientReplacement = {
  stock: 'throws above rank 4',
  ours: 'sums the repetitions, axis by axis',
  gradient: {
    kernelName: Tile,
    gradFunc: (upstream, _saved, attrs) => {
      const { reps } = attrs as unknown as TileAttrs;
      return {
        x: () =>
          reps.reduce((dy, repetitions, axis) => {
            if (repetitions === 1) return dy;
            const size = dy.shape[axis]! / repetitions;
            const outer = util.sizeFromShape(dy.shape.slice(0, axis));
            const inner = size * util.sizeFromShape(dy.shape.slice(axis + 1));
            return reshape(sum(reshape(dy, [outer, repetitions, inner]), 1), dy.shape.with(axis, size));
          }, upstream as Tensor),
      };
    },
  },
};
