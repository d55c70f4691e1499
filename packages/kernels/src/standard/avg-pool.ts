import {
  AvgPoolGrad,
  type AvgPoolGradAttrs,
  backend_util,
  div,
  ones,
  type Tensor4D,
  tensor4d,
  tidy,
} from '@tensorflow/tfjs-core';
import { convolutionInputGradient } from './convolutions.ts';
import type { KernelReplacement } from './replacement.ts';

/**
 * The gradient of tf.avgPool, whose windows take the mean of their real cells alone:
 * `dx[b, v, u, c] = Σ dy[b, i, j, c] / n[i, j]` over the windows (i, j) that hold the cell, n[i, j] the real
 * cells of each.
 */
export const avgPoolGradient: KernelReplacement = {
  name: AvgPoolGrad,
  stock: 'divides by the whole window where part of it is padding, of which the forward takes no account',
  ours: 'divides by the real cells of each window, as the forward does',
  compute: () => (call) => {
    const { dy, input } = call.inputs as { dy: Tensor4D; input: Tensor4D };
    const { filterSize, strides, pad } = call.attrs as unknown as AvgPoolGradAttrs;
    const info = backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad);
    const [, height, width, channels] = input.shape;
    const [, outputHeight, outputWidth] = dy.shape;
    const rows = realCells(outputHeight, info.strideHeight, info.filterHeight, info.padInfo.top, height);
    const columns = realCells(outputWidth, info.strideWidth, info.filterWidth, info.padInfo.left, width);
    const counts = rows.flatMap((row) => columns.map((column) => row * column));
    return tidy(() => {
      const shares: Tensor4D = div(dy, tensor4d(counts, [1, outputHeight, outputWidth, 1]));
      const filter = ones([info.filterHeight, info.filterWidth, channels, 1]) as Tensor4D;
      const inputShape = input.shape;
      const filterShape = filter.shape;
      return convolutionInputGradient(shares, filter, {
        inputShape,
        filterShape,
        strides,
        pad,
        isDepthwise: true,
      });
    });
  },
};

/** How many of the `size` cells of each window lie within the input. */
function realCells(count: number, stride: number, size: number, before: number, input: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const first = index * stride - before;
    return Math.min(first + size, input) - Math.max(first, 0);
  });
}
