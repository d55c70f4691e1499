import { expectThat } from '@tandem-det/base';
import type { RgbImage } from '../dataset.ts';
import { interpolateImage } from './interpolate.ts';
import { imageKernels } from './simd/image-kernels.ts';
import type { Size } from './size.ts';
import { stripsOf } from './strips.ts';
import { type Taps, triangleTaps } from './taps.ts';

/** Options of `resizeImage`. */
export interface ResizeImageOptions extends Size {
  /** Average over all covered pixels when shrinking, as Pillow does; false reads the two nearest only, as OpenCV does. */
  readonly antialias?: boolean;
}

/** Before and behind what the kernel reads and writes, which goes by whole vectors. */
const SPARE_BYTES = 16;

/**
 * The image at another size, linearly interpolated: output pixel i reads the input around (i + 0.5) · in / out − 0.5.
 * With `antialias` the triangle is widened by in / out when shrinking, as in Pillow's BILINEAR; weights beyond an edge
 * are dropped. Sums are then float32, first over rows, then over columns, rounded once at the end: the same on every
 * machine. (Pillow rounds between the two as well, and is apart by 1 in places.) Without it the result is that of
 * OpenCV's INTER_LINEAR to the bit: `interpolateImage`.
 */
export function resizeImage(image: RgbImage, options: ResizeImageOptions): RgbImage {
  const { width, height, antialias = true } = options;
  const isSize = (value: number) => Number.isInteger(value) && value >= 1;
  expectThat(isSize(width) && isSize(height), 'resizeImage', 'whole pixels ≥ 1', `${width}×${height}`);
  if (width === image.width && height === image.height) return image;
  if (!antialias) return interpolateImage(image, { width, height });
  const inputRow = image.width * 3;
  const outputRow = width * 3;
  const columns = triangleTaps(image.width, width);
  const rows = triangleTaps(image.height, height);
  const strips = stripsOf(height, inputRow, (y) => ({
    first: rows.starts[y]!,
    end: rows.starts[y]! + rows.counts[y]!,
  }));
  const tallest = Math.max(...strips.map((strip) => strip.lastRow - strip.firstRow));
  const longest = Math.max(...strips.map((strip) => strip.end - strip.begin));

  const columnTable = tableBytes(columns);
  const rowTable = tableBytes(rows);
  const line = columnTable + rowTable;
  const input = line + (inputRow + SPARE_BYTES) * Float32Array.BYTES_PER_ELEMENT + SPARE_BYTES;
  const output = input + tallest * inputRow + SPARE_BYTES;
  const kernel = imageKernels(output + longest * outputRow + SPARE_BYTES);
  const bytes = new Uint8Array(kernel.memory.buffer);
  writeTable(kernel.memory.buffer, 0, columns);
  writeTable(kernel.memory.buffer, columnTable, rows);

  const data = new Uint8Array(height * outputRow);
  for (const { begin, end, firstRow, lastRow } of strips) {
    bytes.set(image.data.subarray(firstRow * inputRow, lastRow * inputRow), input);
    kernel.resizeRows(input, image.width, firstRow, 0, width, columnTable, begin, end, line, output);
    data.set(bytes.subarray(output, output + (end - begin) * outputRow), begin * outputRow);
  }
  return { width, height, data };
}

function tableBytes({ starts, weights }: Taps): number {
  return starts.length * 12 + weights.byteLength;
}

/** As the kernel reads it: start, count and the place of the weights of each output index, then the weights. */
function writeTable(buffer: ArrayBuffer, at: number, { starts, counts, weights }: Taps): void {
  const first = at + starts.length * 12;
  const entries = new Int32Array(buffer, at, starts.length * 3);
  for (let i = 0, weight = first; i < starts.length; i++) {
    entries[i * 3] = starts[i]!;
    entries[i * 3 + 1] = counts[i]!;
    entries[i * 3 + 2] = weight;
    weight += counts[i]! * Float32Array.BYTES_PER_ELEMENT;
  }
  new Float32Array(buffer, first, weights.length).set(weights);
}
