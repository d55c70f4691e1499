import { activatePixel } from './activation';
import { loadLanes, storeSome } from './chunk';
import {
  CHANNELS,
  COLUMNS,
  endInside,
  FIRST_TAP,
  firstInside,
  isTriple,
  listTaps,
  ORIGIN_X,
  ROWS,
  STEP_X,
  TAP_BYTES,
  TAP_COUNT_X,
} from './depthwise-taps';
import { addFour, convolveFour } from './depthwise-tile';
import { multiplyAdd } from './multiply-add';
import { address, integer } from './parameters';

const FILTER: usize = 15;
const BIAS: usize = 16;
const TARGET: usize = 17;
const TARGET_PIXEL: usize = 18;
const TARGET_ROW: usize = 19;
const TARGET_IMAGE: usize = 20;
const ACTIVATION: usize = 21;

const UPSTREAM: usize = 15;
const SUMS: usize = 16;
const BATCH: usize = 17;
const ITEM_ROWS: usize = 18;

/** Places of a tile. */
const PLACES: i32 = 4;

/**
 * Goes over a row of places: writes them from `other` on, `pixel` bytes apart; or, where `sums` is not 0, reads their
 * gradient there and adds to the sums.
 */
function walk(
  parameters: usize,
  image: i32,
  row: i32,
  other: usize,
  pixel: usize,
  sums: usize,
  list: usize,
): void {
  const channels = integer(parameters, CHANNELS);
  const columns = integer(parameters, COLUMNS);
  const first = firstInside(parameters);
  const last = endInside(parameters);
  const top = image * integer(parameters, 1) + row * integer(parameters, 6) + integer(parameters, 8);
  const start = (top * integer(parameters, 2) + integer(parameters, ORIGIN_X)) * channels;
  const source = address(parameters, 0) + ((<usize>start) << 2);
  const step = (<usize>(integer(parameters, STEP_X) * channels)) << 2;
  for (let column = 0; column < columns; column++) {
    if (column === first) column = last;
    if (column === columns) break;
    listTaps(parameters, row, column, list);
    single(parameters, source + <usize>column * step, other + <usize>column * pixel, sums, list, 0);
  }
  listTaps(parameters, row, -1, list);
  const whole = channels & ~3;
  const areTriples = isTriple(parameters);
  // of the convolution alone: among the gradient's parameters these places hold others
  const filter = address(parameters, FILTER);
  const bias = address(parameters, BIAS);
  let column = first;
  for (; column < last; column++) {
    const from = source + <usize>column * step;
    const at = other + <usize>column * pixel;
    if (column + PLACES > last) {
      single(parameters, from, at, sums, list, 0);
      continue;
    }
    if (sums !== 0) addFour(from, step, at, pixel, whole, sums, list, areTriples);
    else convolveFour(from, step, at, pixel, whole, filter, bias, list, areTriples);
    if (whole < channels) {
      for (let i: usize = 0; i < <usize>PLACES; i++) {
        single(parameters, from + i * step, at + i * pixel, sums, list, whole);
      }
    }
    column += PLACES - 1;
  }
}

/** One place, its channels from `channel` on. */
function single(
  parameters: usize,
  source: usize,
  other: usize,
  sums: usize,
  list: usize,
  channel: i32,
): void {
  const channels = integer(parameters, CHANNELS);
  const end = load<usize>(list);
  for (; channel < channels; channel += 4) {
    const at = (<usize>channel) << 2;
    const lanes = channels - channel;
    if (sums !== 0) {
      const dy = loadLanes(other + at, lanes);
      for (let tap = list + FIRST_TAP; tap < end; tap += TAP_BYTES) {
        const to = sums + load<usize>(tap, 4) + at;
        const x = loadLanes(source + load<usize>(tap) + at, lanes);
        storeSome(to, multiplyAdd(x, dy, loadLanes(to, lanes)), lanes);
      }
      continue;
    }
    const bias = address(parameters, BIAS);
    let sum = bias === 0 ? f32x4.splat(0) : loadLanes(bias + at, lanes);
    for (let tap = list + FIRST_TAP; tap < end; tap += TAP_BYTES) {
      const weight = loadLanes(address(parameters, FILTER) + load<usize>(tap, 4) + at, lanes);
      sum = multiplyAdd(loadLanes(source + load<usize>(tap) + at, lanes), weight, sum);
    }
    storeSome(other + at, sum, lanes);
  }
}

/**
 * The convolution. One item is a row of the target, over all images.
 * Parameters: also filter [taps][channels], bias (an address, or 0), target, the bytes from one of its places to the
 * next, to the next row and image, the activation (see `activatePixel`). Scratch: the list of taps.
 */
export function depthwise(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const rows = integer(parameters, ROWS);
  const pixel = address(parameters, TARGET_PIXEL);
  const activation = integer(parameters, ACTIVATION);
  for (let item = begin; item < end; item++) {
    const target =
      address(parameters, TARGET) +
      <usize>(item / rows) * address(parameters, TARGET_IMAGE) +
      <usize>(item % rows) * address(parameters, TARGET_ROW);
    walk(parameters, item / rows, item % rows, target, pixel, 0, scratch);
    if (activation === 0) continue;
    for (let column = 0; column < integer(parameters, COLUMNS); column++) {
      activatePixel(target + <usize>column * pixel, integer(parameters, CHANNELS), activation);
    }
  }
}

/**
 * The gradient of its filter: each tap's source values times dy, summed over some rows of all images; one item is
 * `itemRows` of them, with sums of its own. Parameters: also dy, sums [items][taps][channels], batch, itemRows.
 * Scratch: the list of taps.
 */
export function depthwiseFilterGradient(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const rows = integer(parameters, ROWS);
  const itemRows = integer(parameters, ITEM_ROWS);
  const pixel = (<usize>integer(parameters, CHANNELS)) << 2;
  const rowBytes = <usize>integer(parameters, COLUMNS) * pixel;
  const sumBytes = <usize>(integer(parameters, 11) * integer(parameters, TAP_COUNT_X)) * pixel;
  for (let item = begin; item < end; item++) {
    const sums = address(parameters, SUMS) + <usize>item * sumBytes;
    memory.fill(sums, 0, sumBytes);
    const last = min((item + 1) * itemRows, rows * integer(parameters, BATCH));
    for (let row = item * itemRows; row < last; row++) {
      const upstream = address(parameters, UPSTREAM) + <usize>row * rowBytes;
      walk(parameters, row / rows, row % rows, upstream, pixel, sums, scratch);
    }
  }
}
