import { sizeOf } from '../../host/kernel.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { resizeSizes, type Shape4 } from '../../webgpu/resize-sizes.ts';
import { widthOf } from '../../webgpu/values.ts';

export const upsampleNearestWgsl: WgslKernel<{ height: number; width: number }> = {
  name: 'TandemUpsampleNearest',
  run: ({ read, attributes: { height, width }, tensor, each }) => {
    const x = read('x');
    const shape: Shape4 = [x.shape[0]!, height, width, x.shape[3]!];
    const y = tensor(shape);
    const cellWidth = widthOf(shape[3]);
    each(sizeOf(shape) / cellWidth, {
      reads: { x },
      writes: { y },
      values: ['x', 'y'],
      width: cellWidth,
      integers: resizeSizes(x.shape as unknown as Shape4, shape, cellWidth),
      code: `
fn element(i: i32) {
  let cell = i / u.channels;
  let row = cell / u.width;
  let image = row / u.height;
  let top = (row % u.height) * u.inputHeight / u.height;
  let left = (cell % u.width) * u.inputWidth / u.width;
  y[i] = x[((image * u.inputHeight + top) * u.inputWidth + left) * u.channels + i % u.channels];
}`,
    });
    return y;
  },
};

/** Each input cell sums the output cells that read it: rows ceil(r·height / H) to ceil((r + 1)·height / H) - 1. */
export const upsampleNearestGradientWgsl: WgslKernel<{ inputShape: Shape4 }> = {
  name: 'TandemUpsampleNearestGradient',
  run: ({ read, attributes: { inputShape }, tensor, each }) => {
    const dy = read('dy');
    const dx = tensor(inputShape);
    const width = widthOf(inputShape[3]);
    each(sizeOf(inputShape) / width, {
      reads: { dy },
      writes: { dx },
      values: ['dy', 'dx'],
      width,
      integers: resizeSizes(inputShape, dy.shape as unknown as Shape4, width),
      code: `
fn firstOf(cell: i32, size: i32, inputSize: i32) -> i32 { return (cell * size + inputSize - 1) / inputSize; }
fn element(i: i32) {
  let cell = i / u.channels;
  let row = cell / u.inputWidth;
  let image = row / u.inputHeight;
  let line = row % u.inputHeight;
  let column = cell % u.inputWidth;
  let right = firstOf(column + 1, u.width, u.inputWidth);
  let below = firstOf(line + 1, u.height, u.inputHeight);
  var sum = Value(0.0);
  for (var y = firstOf(line, u.height, u.inputHeight); y < below; y++) {
    for (var x = firstOf(column, u.width, u.inputWidth); x < right; x++) {
      sum += dy[((image * u.height + y) * u.width + x) * u.channels + i % u.channels];
    }
  }
  dx[i] = sum;
}`,
    });
    return dx;
  },
};
