import { activateTile } from './activation';
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
import { address, integer } from './parameters';
import { PIXELS, tile } from './tile';

const RUN_COUNT = AFTER_BAND;
const RUN_LENGTH = AFTER_BAND + 1;
const RUNS = AFTER_BAND + 2;
const FILTER = AFTER_BAND + 3;
const BLOCKS = AFTER_BAND + 4;
const BIAS = AFTER_BAND + 5;
const TARGET = AFTER_BAND + 6;
const TARGET_PIXEL = AFTER_BAND + 7;
const TARGET_ROW = AFTER_BAND + 8;
const TARGET_IMAGE = AFTER_BAND + 9;
const TARGET_CHANNELS = AFTER_BAND + 10;
const ACTIVATION = AFTER_BAND + 11;

/**
 * A convolution with a packed filter, where every output pixel reads the same runs of values relative to its
 * own place in the source. One item is a band and a block of eight output channels, blocks inside of bands.
 *
 * Parameters: those of the band, then runCount, runLength (values), runs (address of pairs: row and column of
 * the source, relative to the first tap), filter (packed: block, run, value, 8 channels), blocks, bias
 * (8 per block), target, and the bytes from one target pixel, row and image to the next, its channels, and
 * the activation (see `activateTile`).
 * Scratch: the runs' offsets, the band's row table, its pixels' source and target addresses, its copy.
 */
export function convolve(parameters: usize, begin: i32, end: i32, scratch: usize): void {
  const runCount = integer(parameters, RUN_COUNT);
  const runLength = integer(parameters, RUN_LENGTH);
  const runs = address(parameters, RUNS);
  const blocks = integer(parameters, BLOCKS);
  const rows = integer(parameters, ROWS);
  const columns = integer(parameters, COLUMNS);
  const bandRows = integer(parameters, BAND_ROWS);
  const allRows = rows * integer(parameters, BATCH);
  const pixelBytes = bandPixelBytes(parameters);
  const rowBytes = bandRowBytes(parameters);
  const blockBytes = (<usize>(runCount * runLength)) << 5;
  const filter = address(parameters, FILTER);
  const bias = address(parameters, BIAS);
  const channels = integer(parameters, TARGET_CHANNELS);
  const activation = integer(parameters, ACTIVATION);

  for (let run = 0; run < runCount; run++) {
    const pair = runs + ((<usize>run) << 3);
    store<usize>(
      scratch + ((<usize>run) << 2),
      load<usize>(pair) * rowBytes + load<usize>(pair, 4) * pixelBytes,
    );
  }
  const table = scratch + ((<usize>runCount) << 2);
  const sources = table + ((<usize>bandRows) << 2);
  const capacity = <usize>((bandRows * columns + PIXELS - 1) / PIXELS) * PIXELS;
  const targets = sources + (capacity << 2);
  const copy = targets + (capacity << 2);

  let ready = -1;
  let pixels = 0;
  for (let item = begin; item < end; item++) {
    const band = item / blocks;
    const block = item % blocks;
    if (band !== ready) {
      const first = band * bandRows;
      const last = min(first + bandRows, allRows);
      prepareBand(parameters, first, last, table, copy);
      pixels = (last - first) * columns;
      listPixels(
        parameters,
        first,
        last,
        table,
        sources,
        targets,
        <usize>integer(parameters, STEP_X) * pixelBytes,
      );
      ready = band;
    }
    const lanes = min(8, channels - block * 8);
    const panel = filter + <usize>block * blockBytes;
    const start = bias + ((<usize>block) << 5);
    const shift = (<usize>block) << 5;
    for (let pixel = 0; pixel < pixels; pixel += PIXELS) {
      const entry = (<usize>pixel) << 2;
      tile(
        sources + entry,
        targets + entry,
        shift,
        min(PIXELS, pixels - pixel),
        lanes,
        scratch,
        runCount,
        runLength,
        panel,
        start,
      );
      if (activation !== 0) {
        activateTile(targets + entry, shift, min(PIXELS, pixels - pixel), lanes, activation);
      }
    }
  }
}

/** The source and target address of each pixel of a band; the last one again until the tiles are full. */
function listPixels(
  parameters: usize,
  first: i32,
  last: i32,
  table: usize,
  sources: usize,
  targets: usize,
  sourceStep: usize,
): void {
  const rows = integer(parameters, ROWS);
  const columns = integer(parameters, COLUMNS);
  const target = address(parameters, TARGET);
  const targetPixel = address(parameters, TARGET_PIXEL);
  let entry: usize = 0;
  let from: usize = 0;
  let to: usize = 0;
  for (let row = first; row < last; row++) {
    from = load<usize>(table + ((<usize>(row - first)) << 2));
    to =
      target +
      <usize>(row / rows) * address(parameters, TARGET_IMAGE) +
      <usize>(row % rows) * address(parameters, TARGET_ROW);
    for (let column = 0; column < columns; column++) {
      store<usize>(sources + entry, from);
      store<usize>(targets + entry, to);
      from += sourceStep;
      to += targetPixel;
      entry += 4;
    }
  }
  const end = <usize>(((last - first) * columns + PIXELS - 1) / PIXELS) * (4 * PIXELS);
  for (; entry < end; entry += 4) {
    store<usize>(sources + entry, from - sourceStep);
    store<usize>(targets + entry, to - targetPixel);
  }
}
