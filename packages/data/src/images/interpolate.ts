import type { RgbImage } from '../dataset.ts';
import { imageKernels } from './simd/image-kernels.ts';
import type { Size } from './size.ts';
import { stripsOf } from './strips.ts';
import { type TwoPixels, twoPixels } from './two-pixels.ts';

/** After what the kernel writes, which goes by whole vectors. */
const SPARE_BYTES = 16;

/**
 * The image at another size, linearly interpolated between two pixels of each axis, without antialiasing: the same to
 * the bit as OpenCV's `resize` with INTER_LINEAR on 8-bit images, whose weights are whole numbers of 1/2048.
 * Source: `resizeGeneric_`, `HResizeLinear` and `VResizeLinear` of OpenCV's `resize.cpp`.
 */
export function interpolateImage(image: RgbImage, { width, height }: Size): RgbImage {
  const inputRow = image.width * 3;
  const outputRow = width * 3;
  const columns = twoPixels(image.width, width, 'whole');
  const rows = twoPixels(image.height, height, 'split');
  const strips = stripsOf(height, inputRow, (y) => ({ first: rows.first[y]!, end: rows.second[y]! + 1 }));
  const tallest = Math.max(...strips.map((strip) => strip.lastRow - strip.firstRow));
  const longest = Math.max(...strips.map((strip) => strip.end - strip.begin));

  const rowTable = width * 16;
  const lines = rowTable + height * 16;
  const input = lines + 2 * Math.ceil(outputRow / 4) * 16;
  const output = input + tallest * inputRow + SPARE_BYTES;
  const kernel = imageKernels(output + longest * outputRow + SPARE_BYTES);
  const bytes = new Uint8Array(kernel.memory.buffer);
  writeTable(kernel.memory.buffer, 0, columns, 3);
  writeTable(kernel.memory.buffer, rowTable, rows, 1);

  const data = new Uint8Array(height * outputRow);
  for (const { begin, end, firstRow, lastRow } of strips) {
    bytes.set(image.data.subarray(firstRow * inputRow, lastRow * inputRow), input);
    kernel.interpolateRows(input, image.width, firstRow, 0, width, rowTable, begin, end, lines, output);
    data.set(bytes.subarray(output, output + (end - begin) * outputRow), begin * outputRow);
  }
  return { width, height, data };
}

/** As the kernel reads it: both indices, in units of `stride`, and both weights of each output index. */
function writeTable(buffer: ArrayBuffer, at: number, taps: TwoPixels, stride: number): void {
  const entries = new Int32Array(buffer, at, taps.first.length * 4);
  for (let i = 0; i < taps.first.length; i++) {
    entries.set(
      [taps.first[i]! * stride, taps.second[i]! * stride, taps.firstWeight[i]!, taps.secondWeight[i]!],
      i * 4,
    );
  }
}
