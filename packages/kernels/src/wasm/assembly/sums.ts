import { AFTER_CHUNK, imageOf, loadLanes, offsetOf, pixelsOf, storeSome } from './chunk';
import { multiplyAdd } from './multiply-add';
import { address, integer } from './parameters';

/*
 * Sums per channel over a chunk of pixels: partial results, which the caller adds up in double precision.
 * Four channels at a time, in four sums that every fourth pixel goes to.
 */

/** Per item, channel: Σ x. Parameters: those of the chunks, x, target [items][channels]. */
export function channelSums(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const channels = integer(parameters, 0);
  for (let item = begin; item < end; item++) {
    const x = address(parameters, AFTER_CHUNK) + offsetOf(parameters, item);
    const target = address(parameters, AFTER_CHUNK + 1) + ((<usize>item * channels) << 2);
    for (let channel = 0; channel < channels; channel += 4) {
      const at = (<usize>channel) << 2;
      const lanes = channels - channel;
      storeSome(target + at, sumOf(x + at, (<usize>channels) << 2, pixelsOf(parameters, item), lanes), lanes);
    }
  }
}

/**
 * Per item, channel: Σ x, and Σ (x - m)² with m the mean of that chunk.
 * Parameters: those of the chunks, x, target [items][2][channels].
 */
export function channelMoments(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const channels = integer(parameters, 0);
  const rowBytes = (<usize>channels) << 2;
  for (let item = begin; item < end; item++) {
    const pixels = pixelsOf(parameters, item);
    const x = address(parameters, AFTER_CHUNK) + offsetOf(parameters, item);
    const target = address(parameters, AFTER_CHUNK + 1) + <usize>item * 2 * rowBytes;
    for (let channel = 0; channel < channels; channel += 4) {
      const at = (<usize>channel) << 2;
      const lanes = channels - channel;
      const sum = sumOf(x + at, rowBytes, pixels, lanes);
      const mean = f32x4.div(sum, f32x4.splat(<f32>pixels));
      storeSome(target + at, sum, lanes);
      storeSome(target + rowBytes + at, squaresOf(x + at, rowBytes, pixels, mean, lanes), lanes);
    }
  }
}

/**
 * Per item, channel: Σ dy, and Σ dy·(x - center).
 * Parameters: those of the chunks, x, dy, centers [channels], the bytes from one image's centers to the
 * next's, target [items][2][channels].
 */
export function channelProducts(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const channels = integer(parameters, 0);
  const rowBytes = (<usize>channels) << 2;
  for (let item = begin; item < end; item++) {
    const pixels = pixelsOf(parameters, item);
    const offset = offsetOf(parameters, item);
    const x = address(parameters, AFTER_CHUNK) + offset;
    const dy = address(parameters, AFTER_CHUNK + 1) + offset;
    const centers =
      address(parameters, AFTER_CHUNK + 2) +
      <usize>imageOf(parameters, item) * address(parameters, AFTER_CHUNK + 3);
    const target = address(parameters, AFTER_CHUNK + 4) + <usize>item * 2 * rowBytes;
    for (let channel = 0; channel < channels; channel += 4) {
      const at = (<usize>channel) << 2;
      const lanes = channels - channel;
      const center = loadLanes(centers + at, lanes);
      storeSome(target + at, sumOf(dy + at, rowBytes, pixels, lanes), lanes);
      const products = productsOf(x + at, dy + at, rowBytes, pixels, center, lanes);
      storeSome(target + rowBytes + at, products, lanes);
    }
  }
}

function sumOf(x: usize, step: usize, pixels: i32, lanes: i32): v128 {
  let sum0 = f32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  let pixel = 0;
  if (lanes >= 4) {
    for (; pixel + 4 <= pixels; pixel += 4) {
      sum0 = f32x4.add(sum0, v128.load(x));
      sum1 = f32x4.add(sum1, v128.load(x + step));
      sum2 = f32x4.add(sum2, v128.load(x + 2 * step));
      sum3 = f32x4.add(sum3, v128.load(x + 3 * step));
      x += 4 * step;
    }
  }
  for (; pixel < pixels; pixel++) {
    sum0 = f32x4.add(sum0, loadLanes(x, lanes));
    x += step;
  }
  return f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3));
}

function squaresOf(x: usize, step: usize, pixels: i32, mean: v128, lanes: i32): v128 {
  let sum0 = f32x4.splat(0);
  let sum1 = sum0;
  let sum2 = sum0;
  let sum3 = sum0;
  let pixel = 0;
  if (lanes >= 4) {
    for (; pixel + 4 <= pixels; pixel += 4) {
      const value0 = f32x4.sub(v128.load(x), mean);
      const value1 = f32x4.sub(v128.load(x + step), mean);
      const value2 = f32x4.sub(v128.load(x + 2 * step), mean);
      const value3 = f32x4.sub(v128.load(x + 3 * step), mean);
      sum0 = multiplyAdd(value0, value0, sum0);
      sum1 = multiplyAdd(value1, value1, sum1);
      sum2 = multiplyAdd(value2, value2, sum2);
      sum3 = multiplyAdd(value3, value3, sum3);
      x += 4 * step;
    }
  }
  for (; pixel < pixels; pixel++) {
    const value = f32x4.sub(loadLanes(x, lanes), mean);
    sum0 = multiplyAdd(value, value, sum0);
    x += step;
  }
  return f32x4.add(f32x4.add(sum0, sum1), f32x4.add(sum2, sum3));
}

function productsOf(x: usize, dy: usize, step: usize, pixels: i32, center: v128, lanes: i32): v128 {
  let sum0 = f32x4.splat(0);
  let sum1 = sum0;
  let pixel = 0;
  if (lanes >= 4) {
    for (; pixel + 2 <= pixels; pixel += 2) {
      sum0 = multiplyAdd(f32x4.sub(v128.load(x), center), v128.load(dy), sum0);
      sum1 = multiplyAdd(f32x4.sub(v128.load(x + step), center), v128.load(dy + step), sum1);
      x += 2 * step;
      dy += 2 * step;
    }
  }
  for (; pixel < pixels; pixel++) {
    sum0 = multiplyAdd(f32x4.sub(loadLanes(x, lanes), center), loadLanes(dy, lanes), sum0);
    x += step;
    dy += step;
  }
  return f32x4.add(sum0, sum1);
}
