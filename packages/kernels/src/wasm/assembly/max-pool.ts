import { loadLanes, storeSome } from './chunk';
import { address, integer } from './parameters';

/*
 * Both kernels begin with these parameters:
 *
 *  0 height, 1 width, 2 channels of the input
 *  3 rows, 4 columns of the output
 *  5 sizeY, 6 sizeX, 7 strideY, 8 strideX, 9 paddingY, 10 paddingX
 */
const AFTER_POOL: usize = 11;

/** First input row that the window of an output row reads. */
function topOf(parameters: usize, row: i32): i32 {
  return max(0, row * integer(parameters, 7) - integer(parameters, 9));
}

/** One past the last. */
function bottomOf(parameters: usize, row: i32): i32 {
  const end = row * integer(parameters, 7) - integer(parameters, 9) + integer(parameters, 5);
  return min(integer(parameters, 0), end);
}

function leftOf(parameters: usize, column: i32): i32 {
  return max(0, column * integer(parameters, 8) - integer(parameters, 10));
}

function rightOf(parameters: usize, column: i32): i32 {
  const end = column * integer(parameters, 8) - integer(parameters, 10) + integer(parameters, 6);
  return min(integer(parameters, 1), end);
}

/** The largest of each window, NaN where it holds one. One item is an output row. Parameters: x, y. */
export function maxPool(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const height = integer(parameters, 0);
  const channels = integer(parameters, 2);
  const rows = integer(parameters, 3);
  const columns = integer(parameters, 4);
  const rowBytes = (<usize>integer(parameters, 1) * channels) << 2;
  const pixelBytes = (<usize>channels) << 2;
  for (let item = begin; item < end; item++) {
    const row = item % rows;
    const top = topOf(parameters, row);
    const count = bottomOf(parameters, row) - top;
    const x = address(parameters, AFTER_POOL) + <usize>((item / rows) * height + top) * rowBytes;
    let y = address(parameters, AFTER_POOL + 1) + <usize>(item * columns) * pixelBytes;
    for (let column = 0; column < columns; column++) {
      const left = leftOf(parameters, column);
      const width = rightOf(parameters, column) - left;
      const window = x + <usize>left * pixelBytes;
      for (let channel = 0; channel < channels; channel += 4) {
        const at = (<usize>channel) << 2;
        const lanes = channels - channel;
        storeSome(y + at, largestOf(window + at, count, width, rowBytes, pixelBytes, lanes), lanes);
      }
      y += pixelBytes;
    }
  }
}

function largestOf(window: usize, rows: i32, columns: i32, rowBytes: usize, step: usize, lanes: i32): v128 {
  let largest = f32x4.splat(-Infinity);
  let isNan = f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    let source = window;
    for (let column = 0; column < columns; column++) {
      const value = loadLanes(source, lanes);
      largest = f32x4.pmax(largest, value);
      isNan = v128.or(isNan, f32x4.ne(value, value));
      source += step;
    }
    window += rowBytes;
  }
  return v128.or(largest, isNan);
}

/**
 * dx: each output's dy goes to the first input of its window that equals it. One item is an image and 16
 * channels, so that no two threads add to one place. Parameters: x, y, dy, dx.
 */
export function maxPoolGradient(parameters: usize, begin: i32, end: i32, _scratch: usize): void {
  const channels = integer(parameters, 2);
  const parts = (channels + 15) / 16;
  for (let item = begin; item < end; item++) {
    const first = (item % parts) * 16;
    gradientOfImage(parameters, item / parts, first, min(channels - first, 16));
  }
}

function gradientOfImage(parameters: usize, image: i32, channel: i32, channels: i32): void {
  const cells = integer(parameters, 0) * integer(parameters, 1);
  const rows = integer(parameters, 3);
  const columns = integer(parameters, 4);
  const pixelBytes = (<usize>integer(parameters, 2)) << 2;
  const rowBytes = <usize>integer(parameters, 1) * pixelBytes;
  const inputOffset = <usize>(image * cells) * pixelBytes + ((<usize>channel) << 2);
  const x = address(parameters, AFTER_POOL) + inputOffset;
  const dx = address(parameters, AFTER_POOL + 3) + inputOffset;
  let outputOffset = <usize>(image * rows * columns) * pixelBytes + ((<usize>channel) << 2);
  const zero = f32x4.splat(0);
  for (let cell = 0; cell < cells; cell++) {
    for (let first = 0; first < channels; first += 4) {
      storeSome(dx + <usize>cell * pixelBytes + ((<usize>first) << 2), zero, channels - first);
    }
  }
  for (let row = 0; row < rows; row++) {
    const top = topOf(parameters, row);
    const height = bottomOf(parameters, row) - top;
    for (let column = 0; column < columns; column++) {
      const left = leftOf(parameters, column);
      const width = rightOf(parameters, column) - left;
      const corner = <usize>top * rowBytes + <usize>left * pixelBytes;
      for (let first = 0; first < channels; first += 4) {
        const at = (<usize>first) << 2;
        const lanes = channels - first;
        const y = loadLanes(address(parameters, AFTER_POOL + 1) + outputOffset + at, lanes);
        const dy = loadLanes(address(parameters, AFTER_POOL + 2) + outputOffset + at, lanes);
        giveToFirst(x + corner + at, dx + corner + at, y, dy, height, width, rowBytes, pixelBytes, lanes);
      }
      outputOffset += pixelBytes;
    }
  }
}

/** Adds dy to the first place of a window, in each of four channels, that holds y. */
function giveToFirst(
  x: usize,
  dx: usize,
  y: v128,
  dy: v128,
  rows: i32,
  columns: i32,
  rowBytes: usize,
  step: usize,
  lanes: i32,
): void {
  let rest = dy;
  for (let row = 0; row < rows; row++) {
    let at = <usize>row * rowBytes;
    for (let column = 0; column < columns; column++) {
      const isFirst = f32x4.eq(loadLanes(x + at, lanes), y);
      storeSome(dx + at, f32x4.add(loadLanes(dx + at, lanes), v128.and(rest, isFirst)), lanes);
      rest = v128.andnot(rest, isFirst);
      at += step;
    }
  }
}
