import { sizeOf } from '../../host/kernel.ts';
import type { WgslKernel } from '../../webgpu/kernel.ts';
import { resizeSizes, type Shape4 } from '../../webgpu/resize-sizes.ts';
import { widthOf } from '../../webgpu/values.ts';

/** Where index i of an axis of `size` reads one of `input` cells: see `placesOf`. */
const placeOf = (alignCorners: boolean) =>
  alignCorners
    ? `
fn placeOf(i: i32, input: i32, size: i32) -> f32 {
  if (size == 1) { return 0.0; }
  return f32(i * (input - 1)) / f32(size - 1);
}`
    : `
fn placeOf(i: i32, input: i32, size: i32) -> f32 {
  return clamp(f32((2 * i + 1) * input - size) / f32(2 * size), 0.0, f32(input - 1));
}`;

export const upsampleBilinearWgsl: WgslKernel<{ height: number; width: number; alignCorners: boolean }> = {
  name: 'TandemUpsampleBilinear',
  run: ({ read, attributes: { height, width, alignCorners }, tensor, each }) => {
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
      code: `${placeOf(alignCorners)}
fn cell(image: i32, row: i32, column: i32, channel: i32) -> Value {
  let place = (image * u.inputHeight + min(row, u.inputHeight - 1)) * u.inputWidth;
  return x[(place + min(column, u.inputWidth - 1)) * u.channels + channel];
}
fn element(i: i32) {
  let channel = i % u.channels;
  let line = i / u.channels / u.width;
  let image = line / u.height;
  let p = placeOf(line % u.height, u.inputHeight, u.height);
  let q = placeOf((i / u.channels) % u.width, u.inputWidth, u.width);
  let row = i32(floor(p));
  let column = i32(floor(q));
  let down = p - floor(p);
  let across = q - floor(q);
  let above = (1.0 - across) * cell(image, row, column, channel) + across * cell(image, row, column + 1, channel);
  let below =
    (1.0 - across) * cell(image, row + 1, column, channel) + across * cell(image, row + 1, column + 1, channel);
  y[i] = (1.0 - down) * above + down * below;
}`,
    });
    return y;
  },
};

/**
 * Each input cell sums the output cells that read it, each with the part `max(1 - |place - cell|, 0)`: those between
 * the ones that read its two neighbours, in the outermost cells to the ends.
 */
export const upsampleBilinearGradientWgsl: WgslKernel<{ inputShape: Shape4; alignCorners: boolean }> = {
  name: 'TandemUpsampleBilinearGradient',
  run: ({ read, attributes: { inputShape, alignCorners }, tensor, each }) => {
    const dy = read('dy');
    const dx = tensor(inputShape);
    const width = widthOf(inputShape[3]);
    each(sizeOf(inputShape) / width, {
      reads: { dy },
      writes: { dx },
      values: ['dy', 'dx'],
      width,
      integers: resizeSizes(inputShape, dy.shape as unknown as Shape4, width),
      code: `${placeOf(alignCorners)}
// one more on either side than can read the cell, for rounding
fn firstOf(cell: i32, input: i32, size: i32) -> i32 {
  if (cell == 0) { return 0; }
  return max((cell - 1) * (size - 1) / input - 1, 0);
}
fn endOf(cell: i32, input: i32, size: i32) -> i32 {
  if (cell >= input - 2) { return size; }
  return min((cell + 2) * size / (input - 1) + 2, size);
}
fn element(i: i32) {
  let line = i / u.channels / u.inputWidth;
  let row = line % u.inputHeight;
  let column = (i / u.channels) % u.inputWidth;
  let image = line / u.inputHeight;
  let right = endOf(column, u.inputWidth, u.width);
  let below = endOf(row, u.inputHeight, u.height);
  var sum = Value(0.0);
  for (var p = firstOf(row, u.inputHeight, u.height); p < below; p++) {
    let down = max(1.0 - abs(placeOf(p, u.inputHeight, u.height) - f32(row)), 0.0);
    for (var q = firstOf(column, u.inputWidth, u.width); q < right; q++) {
      let across = max(1.0 - abs(placeOf(q, u.inputWidth, u.width) - f32(column)), 0.0);
      sum += down * across * dy[((image * u.height + p) * u.width + q) * u.channels + i % u.channels];
    }
  }
  dx[i] = sum;
}`,
    });
    return dx;
  },
};
