import {
  AFTER_BAND,
  BAND_ROWS,
  BATCH,
  bandPixelBytes,
  bandRowBytes,
  COLUMNS,
  prepareBand,
  ROWS,
  STEP_X,
} from './band';
import { gradientTile, TILE_BYTES, VALUES } from './gradient-tile';
import { copyLanes } from './pack';
import { address, integer } from './parameters';
import { storeLanes } from './tile';

const RUN_COUNT = AFTER_BAND;
const RUN_LENGTH = AFTER_BAND + 1;
const RUNS = AFTER_BAND + 2;
const UPSTREAM = AFTER_BAND + 3;
const UPSTREAM_PIXEL = AFTER_BAND + 4;
const CHANNELS = AFTER_BAND + 5;
const TARGET = AFTER_BAND + 6;
const TARGET_ROW = AFTER_BAND + 7;
const SUMS = AFTER_BAND + 8;

/**
 * The gradient of a convolution's filter: `target[run·runLength + k][o] = Σ source[pixel + run][k] dy[pixel][o]`
 * over the pixels of every band. One item is eight output channels o and four values of a run; their sums stay
 * in `sums` from band to band, so that no two threads write to one place and the order of the sums is fixed.
 *
 * Parameters: those of the band, then runCount, runLength, runs (address of pairs: row and column of the
 * source, relative to the first tap), dy (address of the first channel), the bytes from one of its pixels to
 * the next, its channels, target, the bytes from one target row to the next, sums (32 values per item).
 * Scratch: the band's row table, dy of eight channels, the band's copy.
 */
export function filterGradient(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const columns = integer(parameters, COLUMNS);
  const bandRows = integer(parameters, BAND_ROWS);
  const allRows = integer(parameters, ROWS) * integer(parameters, BATCH);
  const table = scratch;
  const panel = table + ((<usize>bandRows) << 2);
  const copy = panel + ((<usize>(bandRows * columns)) << 5);
  const sums = address(parameters, SUMS);
  memory.fill(sums + <usize>begin * TILE_BYTES, 0, <usize>(end - begin) * TILE_BYTES);
  for (let first = 0; first < allRows; first += bandRows) {
    const last = min(first + bandRows, allRows);
    prepareBand(parameters, first, last, table, copy);
    addBand(parameters, first, last, begin, end, table, panel);
  }
  for (let item = begin; item < end; item++) storeSums(parameters, item);
}

function addBand(
  parameters: usize,
  first: i32,
  last: i32,
  begin: i32,
  end: i32,
  table: usize,
  panel: usize,
): void {
  const runLength = integer(parameters, RUN_LENGTH);
  const runs = address(parameters, RUNS);
  const columns = integer(parameters, COLUMNS);
  const pixelBytes = bandPixelBytes(parameters);
  const rowBytes = bandRowBytes(parameters);
  const step = <usize>integer(parameters, STEP_X) * pixelBytes;
  const sums = address(parameters, SUMS);
  const parts = (runLength + VALUES - 1) / VALUES;
  const perBlock = integer(parameters, RUN_COUNT) * parts;
  let ready = -1;
  for (let item = begin; item < end; item++) {
    const block = item / perBlock;
    const run = (item % perBlock) / parts;
    if (block !== ready) {
      packUpstream(parameters, block, first * columns, last * columns, panel);
      ready = block;
    }
    const pair = runs + ((<usize>run) << 3);
    const offset =
      load<usize>(pair) * rowBytes +
      load<usize>(pair, 4) * pixelBytes +
      ((<usize>partStart(item % parts, runLength)) << 2);
    gradientTile(table, last - first, columns, offset, step, panel, sums + <usize>item * TILE_BYTES);
  }
}

/** First of the values of a part of a run: the last part reaches back into the one before it. */
function partStart(part: i32, runLength: i32): i32 {
  return max(0, min(part * VALUES, runLength - VALUES));
}

/** Eight channels of dy, pixel after pixel, with zeros past the last channel. */
function packUpstream(parameters: usize, block: i32, firstPixel: i32, endPixel: i32, panel: usize): void {
  const pixelBytes = address(parameters, UPSTREAM_PIXEL);
  const lanes = min(8, integer(parameters, CHANNELS) - block * 8);
  let source = address(parameters, UPSTREAM) + <usize>firstPixel * pixelBytes + ((<usize>block) << 5);
  for (let pixel = firstPixel; pixel < endPixel; pixel++) {
    if (lanes === 8) {
      v128.store(panel, v128.load(source));
      v128.store(panel, v128.load(source, 16), 16);
    } else {
      copyLanes(source, panel, lanes);
    }
    source += pixelBytes;
    panel += 32;
  }
}

/** Writes those of an item's sums that no other item writes. */
function storeSums(parameters: usize, item: i32): void {
  const runLength = integer(parameters, RUN_LENGTH);
  const parts = (runLength + VALUES - 1) / VALUES;
  const perBlock = integer(parameters, RUN_COUNT) * parts;
  const block = item / perBlock;
  const run = (item % perBlock) / parts;
  const part = item % parts;
  const start = partStart(part, runLength);
  const lanes = min(8, integer(parameters, CHANNELS) - block * 8);
  const rowBytes = address(parameters, TARGET_ROW);
  const target = address(parameters, TARGET) + ((<usize>block) << 5);
  const sums = address(parameters, SUMS) + <usize>item * TILE_BYTES;
  for (let value = part * VALUES; value < min((part + 1) * VALUES, runLength); value++) {
    const sum = sums + ((<usize>(value - start)) << 5);
    const row = <usize>(run * runLength + value);
    storeLanes(target + row * rowBytes, v128.load(sum), v128.load(sum, 16), lanes);
  }
}
