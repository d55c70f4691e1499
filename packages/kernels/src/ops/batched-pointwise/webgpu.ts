import { sizeOf } from '../../host/kernel.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { productOfMatrices } from '../../webgpu/product-of-matrices.ts';

type Shape4 = readonly [number, number, number, number];

export const batchedPointwiseWgsl: WgslKernel = {
  name: 'TandemBatchedPointwise',
  run: ({ read, tensor, dispatch }) => {
    const [x, weights] = [read('x'), read('filters')];
    const [batch, height, width, inputs] = x.shape as unknown as Shape4;
    const outputs = weights.shape[2]!;
    const y = tensor([batch, height, width, outputs]);
    if (sizeOf(y.shape) === 0) return y;
    const [rows, columns, depth] = [height * width, outputs, inputs];
    dispatch(productOfMatrices({ x, weights, y, rows, columns, depth, layers: batch, transposed: false }));
    return y;
  },
};

export const batchedPointwiseFilterGradientWgsl: WgslKernel = {
  name: 'TandemBatchedPointwiseFilterGradient',
  run: ({ read, tensor, dispatch }) => {
    const [x, dy] = [read('x'), read('dy')];
    const [batch, height, width, inputs] = x.shape as unknown as Shape4;
    const outputs = dy.shape[3]!;
    const y = tensor([batch, inputs, outputs]);
    if (sizeOf(y.shape) === 0) return y;
    const [rows, columns, depth] = [inputs, outputs, height * width];
    dispatch(productOfMatrices({ x, weights: dy, y, rows, columns, depth, layers: batch, transposed: true }));
    return y;
  },
};
