import { address, integer } from './parameters';

/*
 * A band is a run of output rows (counted over all images) together with what they read. Both convolution
 * kernels begin with these parameters:
 *
 *  0 source          address of the first channel that is read, in image 0, row 0, column 0
 *  1 height          rows of the source
 *  2 width           its columns
 *  3 pixelBytes      from one of its pixels to the next
 *  4 channels        channels that are read
 *  5 rows            output rows of one image
 *  6 columns         output columns
 *  7 batch           images
 *  8 stepY           source rows from one output row to the next
 *  9 stepX           source columns from one output column to the next
 * 10 originY         source row that the first tap of output row 0 reads; may be negative
 * 11 originX         the same for columns
 * 12 spanY           source rows from the first tap to the last, both included
 * 13 spanX           the same for columns
 * 14 isDirect        whether every tap lies inside the source, so that it can be read in place
 * 15 bandRows        output rows of a band
 */
export const BATCH: usize = 7;
export const ROWS: usize = 5;
export const COLUMNS: usize = 6;
export const STEP_X: usize = 9;
export const IS_DIRECT: usize = 14;
export const BAND_ROWS: usize = 15;
/** First place after the parameters of the band. */
export const AFTER_BAND: usize = 16;

/** Bytes from one pixel to the next where the band's source is read. */
export function bandPixelBytes(parameters: usize): usize {
  return integer(parameters, IS_DIRECT) ? address(parameters, 3) : address(parameters, 4) << 2;
}

/** Bytes from one row to the next where the band's source is read. */
export function bandRowBytes(parameters: usize): usize {
  const columns = integer(parameters, IS_DIRECT)
    ? integer(parameters, 2)
    : (integer(parameters, COLUMNS) - 1) * integer(parameters, STEP_X) + integer(parameters, 13);
  return <usize>columns * bandPixelBytes(parameters);
}

/**
 * Puts the address that each output row from `first` to before `end` starts to read at into `table`. Unless
 * the source is read in place, what they read is first copied to `copy`, with zeros around the image.
 */
export function prepareBand(parameters: usize, first: i32, end: i32, table: usize, copy: usize): void {
  const rows = integer(parameters, ROWS);
  const stepY = integer(parameters, 8);
  const originY = integer(parameters, 10);
  const rowBytes = bandRowBytes(parameters);
  const height = integer(parameters, 1);
  if (integer(parameters, IS_DIRECT)) {
    const origin = address(parameters, 0) + integer(parameters, 11) * <i32>address(parameters, 3);
    for (let row = first; row < end; row++) {
      const sourceRow = (row / rows) * height + (row % rows) * stepY + originY;
      store<usize>(table + ((<usize>(row - first)) << 2), origin + <usize>sourceRow * rowBytes);
    }
    return;
  }
  const spanY = integer(parameters, 12);
  let target = copy;
  let row = first;
  while (row < end) {
    const image = row / rows;
    const lastOfImage = min(end, (image + 1) * rows);
    const top = (row % rows) * stepY + originY;
    const count = (lastOfImage - row - 1) * stepY + spanY;
    for (let at = row; at < lastOfImage; at++) {
      store<usize>(table + ((<usize>(at - first)) << 2), target + <usize>((at - row) * stepY) * rowBytes);
    }
    for (let line = 0; line < count; line++) {
      copyRow(parameters, image, top + line, target);
      target += rowBytes;
    }
    row = lastOfImage;
  }
}

/** Copies one source row, from column originX on, with zeros wherever it lies outside of the image. */
function copyRow(parameters: usize, image: i32, row: i32, target: usize): void {
  const height = integer(parameters, 1);
  const width = integer(parameters, 2);
  const sourcePixel = address(parameters, 3);
  const channelBytes = address(parameters, 4) << 2;
  const rowBytes = bandRowBytes(parameters);
  const originX = integer(parameters, 11);
  const columns = <i32>(rowBytes / channelBytes);
  if (row < 0 || row >= height) {
    memory.fill(target, 0, rowBytes);
    return;
  }
  const left = min(max(0, -originX), columns);
  const inside = max(0, min(width - originX, columns) - left);
  const source =
    address(parameters, 0) + <usize>((image * height + row) * width + originX + left) * sourcePixel;
  const leftBytes = <usize>left * channelBytes;
  const insideBytes = <usize>inside * channelBytes;
  memory.fill(target, 0, leftBytes);
  if (sourcePixel === channelBytes) {
    memory.copy(target + leftBytes, source, insideBytes);
  } else {
    for (let column = 0; column < inside; column++) {
      memory.copy(
        target + leftBytes + <usize>column * channelBytes,
        source + <usize>column * sourcePixel,
        channelBytes,
      );
    }
  }
  memory.fill(target + leftBytes + insideBytes, 0, rowBytes - leftBytes - insideBytes);
}
