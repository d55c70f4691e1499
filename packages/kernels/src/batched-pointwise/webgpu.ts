import { sizeOf } from '../host/kernel.ts';
import type { WgslKernel } from '../webgpu/kernel.ts';
import { tiledProduct, wholeDepth } from '../webgpu/tiled-product.ts';

type Shape4 = readonly [number, number, number, number];

export const batchedPointwiseWgsl: WgslKernel = {
  name: 'TandemBatchedPointwise',
  run: ({ read, tensor, dispatch }) => {
    const [x, weights] = [read('x'), read('filters')];
    const [batch, height, width, inputs] = x.shape as unknown as Shape4;
    const outputs = weights.shape[2]!;
    const y = tensor([batch, height, width, outputs]);
    if (sizeOf(y.shape) === 0) return y;
    dispatch(
      tiledProduct({
        rows: height * width,
        columns: outputs,
        depth: inputs,
        layers: batch,
        reads: { x, weights },
        writes: { y },
        code: `${wholeDepth}
fn left(image: i32, row: i32, k: i32) -> f32 { return x[(image * u.rows + row) * u.depth + k]; }
fn right(image: i32, k: i32, column: i32) -> f32 {
  return weights[(image * u.depth + k) * u.columns + column];
}
fn store(image: i32, row: i32, column: i32, sum: f32) {
  y[(image * u.rows + row) * u.columns + column] = sum;
}`,
      }),
    );
    return y;
  },
};

export const batchedPointwiseFilterGradientWgsl: WgslKernel = {
  name: 'TandemBatchedPointwiseFilterGradient',
  run: ({ read, tensor, dispatch }) => {
    const [x, dy] = [read('x'), read('dy')];
    const [batch, height, width, inputs] = x.shape as unknown as Shape4;
    const outputs = dy.shape[3]!;
    const dweights = tensor([batch, inputs, outputs]);
    if (sizeOf(dweights.shape) === 0) return dweights;
    dispatch(
      tiledProduct({
        rows: inputs,
        columns: outputs,
        depth: height * width,
        layers: batch,
        reads: { x, dy },
        writes: { dweights },
        code: `${wholeDepth}
fn left(image: i32, row: i32, k: i32) -> f32 { return x[(image * u.depth + k) * u.rows + row]; }
fn right(image: i32, k: i32, column: i32) -> f32 { return dy[(image * u.depth + k) * u.columns + column]; }
fn store(image: i32, row: i32, column: i32, sum: f32) {
  dweights[(image * u.rows + row) * u.columns + column] = sum;
}`,
      }),
    );
    return dweights;
  },
};
