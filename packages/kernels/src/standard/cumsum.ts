import { Cumsum, type CumsumAttrs, cumsum, type Tensor } from '@tensorflow/tfjs-core';
import type { GradientReplacement } from './replacement.ts';

export const cumsumGradient: GradientReplacement = {
  stock: 'transposed along any axis but the last: throws, or is silently wrong where both are as long',
  ours: 'the sum from the other end',
  gradient: {
    kernelName: Cumsum,
    gradFunc: (dy, _saved, attrs) => {
      const { axis, exclusive, reverse } = attrs as unknown as CumsumAttrs;
      return { x: () => cumsum(dy as Tensor, axis, exclusive, !reverse) };
    },
  },
};
