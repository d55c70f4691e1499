import { broadcastTo, div, Mean, type MeanAttrs, reshape, type Tensor, util } from '@tensorflow/tfjs-core';
import type { GradientReplacement } from './replacement.ts';

/** The gradient of a mean of n values: `dx = dy / n`, for each of them. */
export const meanGradient: GradientReplacement = {
  stock: 'three maps of the size of x, one of them of ones that JavaScript fills: slow',
  ours: 'dy / n, repeated',
  isFaster: true,
  gradient: {
    kernelName: Mean,
    inputsToSave: ['x'],
    gradFunc: (upstream, saved, attributes) => {
      const dy = upstream as Tensor;
      const [{ shape }] = saved as [Tensor];
      const axes = util.parseAxisParam((attributes as unknown as MeanAttrs).axis, shape);
      const count = axes.reduce((product, axis) => product * shape[axis]!, 1);
      const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
      return { x: () => broadcastTo(div(reshape(dy, kept), count), shape) };
    },
  },
};
