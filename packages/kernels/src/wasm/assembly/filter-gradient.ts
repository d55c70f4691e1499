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

const RUN_LENGTH = AFTER_BAND;
const RUNS = AFTER_BAND + 1;
const UPSTREAM = AFTER_BAND + 2;
const UPSTREAM_PIXEL = AFTER_BAND + 3;
const CHANNELS = AFTER_BAND + 4;
const TARGET = AFTER_BAND + 5;
const TARGET_ROW = AFTER_BAND + 6;
const SUMS = AFTER_BAND + 7;

/** Parts of a run whose values are gathered at once: a cache line of them. */
const PARTS: i32 = 4;

/**
 * The gradient of a convolution's filter: `target[run·runLength + k][o] = Σ source[pixel + run][k] dy[pixel][o]`
 * over the pixels of every band. One item is four values of a run, with all output channels; its sums stay
 * in `sums` from band to band, so that no two threads write to one place and the order of the sums is fixed.
 *
 * Parameters: those of the band, then runLength, runs (address of pairs: row and column of the
 * source, relative to the first tap), dy (address of the first channel), the bytes from one of its pixels to
 * the next, its channels, target, the bytes from one target row to the next, sums (32 values per item and
 * eight channels).
 * Scratch: the band's row table, four parts' values, dy in panels of eight channels, the band's copy.
 */
export function filterGradient(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const columns = integer(parameters, COLUMNS);
  const bandRows = integer(parameters, BAND_ROWS);
  const allRows = integer(parameters, ROWS) * integer(parameters, BATCH);
  const blocks = blocksOf(parameters);
  const values = scratch + ((<usize>bandRows) << 2);
  const panels = values + ((<usize>(PARTS * bandRows * columns)) << 4);
  const copy = panels + ((<usize>(blocks * bandRows * columns)) << 5);
  const itemBytes = <usize>blocks * TILE_BYTES;
  memory.fill(address(parameters, SUMS) + <usize>begin * itemBytes, 0, <usize>(end - begin) * itemBytes);
  for (let first = 0; first < allRows; first += bandRows) {
    const last = min(first + bandRows, allRows);
    prepareBand(parameters, first, last, scratch, copy);
    packUpstream(parameters, first * columns, last * columns, panels);
    let item = begin;
    while (item < end) {
      const parts = partsOf(parameters);
      const count = min(PARTS, min(end - item, parts - (item % parts)));
      gatherParts(parameters, item, count, last - first, scratch, values);
      addParts(parameters, item, count, (last - first) * columns, values, panels);
      item += count;
    }
  }
  for (let item = begin; item < end; item++) storeSums(parameters, item);
}

/** Blocks of eight output channels. */
function blocksOf(parameters: usize): i32 {
  return (integer(parameters, CHANNELS) + 7) / 8;
}

/** Parts of a run. */
function partsOf(parameters: usize): i32 {
  return (integer(parameters, RUN_LENGTH) + VALUES - 1) / VALUES;
}

/** First of the values of a part of a run: the last part reaches back into the one before it. */
function partStart(part: i32, runLength: i32): i32 {
  return max(0, min(part * VALUES, runLength - VALUES));
}

/** The values of `count` parts of one run: [part][place][4]. */
function gatherParts(parameters: usize, item: i32, count: i32, rows: i32, table: usize, values: usize): void {
  const parts = partsOf(parameters);
  const columns = integer(parameters, COLUMNS);
  const pixelBytes = bandPixelBytes(parameters);
  const step = <usize>integer(parameters, STEP_X) * pixelBytes;
  const pair = address(parameters, RUNS) + ((<usize>(item / parts)) << 3);
  const run = load<usize>(pair) * bandRowBytes(parameters) + load<usize>(pair, 4) * pixelBytes;
  const partBytes = (<usize>(rows * columns)) << 4;
  const runLength = integer(parameters, RUN_LENGTH);
  const first = item % parts;
  const start = (<usize>partStart(first, runLength)) << 2;
  const isWhole = count === PARTS && (first + PARTS) * VALUES <= runLength;
  for (let row = 0; row < rows; row++) {
    let source = load<usize>(table + ((<usize>row) << 2)) + run + start;
    for (let column = 0; column < columns; column++) {
      if (isWhole) {
        v128.store(values, v128.load(source));
        v128.store(values + partBytes, v128.load(source, 16));
        v128.store(values + 2 * partBytes, v128.load(source, 32));
        v128.store(values + 3 * partBytes, v128.load(source, 48));
      } else {
        for (let part = 0; part < count; part++) {
          const at = ((<usize>partStart(first + part, runLength)) << 2) - start;
          v128.store(values + <usize>part * partBytes, v128.load(source + at));
        }
      }
      source += step;
      values += 16;
    }
  }
}

/** Adds a band's products of `count` parts with all channels of dy. */
function addParts(parameters: usize, item: i32, count: i32, places: i32, values: usize, panels: usize): void {
  const blocks = blocksOf(parameters);
  let sums = address(parameters, SUMS) + <usize>(item * blocks) * TILE_BYTES;
  for (let part = 0; part < count; part++) {
    for (let block = 0; block < blocks; block++) {
      gradientTile(values, panels + ((<usize>(block * places)) << 5), places, sums);
      sums += TILE_BYTES;
    }
    values += (<usize>places) << 4;
  }
}

/** dy as panels of eight channels, [block][place][8], with zeros past the last channel. */
function packUpstream(parameters: usize, firstPixel: i32, endPixel: i32, panels: usize): void {
  const channels = integer(parameters, CHANNELS);
  const pixelBytes = address(parameters, UPSTREAM_PIXEL);
  const panelBytes = (<usize>(endPixel - firstPixel)) << 5;
  let source = address(parameters, UPSTREAM) + <usize>firstPixel * pixelBytes;
  for (let pixel = firstPixel; pixel < endPixel; pixel++) {
    let from = source;
    let to = panels;
    for (let channel = 0; channel < channels; channel += 8) {
      if (channels - channel >= 8) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      } else {
        copyLanes(from, to, channels - channel);
      }
      from += 32;
      to += panelBytes;
    }
    source += pixelBytes;
    panels += 32;
  }
}

/** Writes those of an item's sums that no other item writes. */
function storeSums(parameters: usize, item: i32): void {
  const runLength = integer(parameters, RUN_LENGTH);
  const parts = partsOf(parameters);
  const part = item % parts;
  const start = partStart(part, runLength);
  const rowBytes = address(parameters, TARGET_ROW);
  const blocks = blocksOf(parameters);
  for (let block = 0; block < blocks; block++) {
    const lanes = min(8, integer(parameters, CHANNELS) - block * 8);
    const target = address(parameters, TARGET) + ((<usize>block) << 5);
    const sums = address(parameters, SUMS) + <usize>(item * blocks + block) * TILE_BYTES;
    for (let value = part * VALUES; value < min((part + 1) * VALUES, runLength); value++) {
      const sum = sums + ((<usize>(value - start)) << 5);
      const row = <usize>((item / parts) * runLength + value);
      storeLanes(target + row * rowBytes, v128.load(sum), v128.load(sum, 16), lanes);
    }
  }
}
