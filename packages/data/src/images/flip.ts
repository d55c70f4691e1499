import type { RgbImage } from '../dataset.ts';
import { imageKernels } from './simd/image-kernels.ts';

/** Bytes of the image in the kernel's memory at a time, unless a row needs more. */
const STRIP_BYTES = 2 ** 14;

/** Before and behind what the kernel reads and writes, which goes by whole vectors. */
const SPARE_BYTES = 16;

/** The image mirrored left to right. */
export function flipImage({ width, height, data }: RgbImage): RgbImage {
  const rowBytes = width * 3;
  const most = Math.max(1, Math.floor(STRIP_BYTES / rowBytes));
  const output = most * rowBytes + SPARE_BYTES;
  const kernels = imageKernels(output + most * rowBytes);
  const bytes = new Uint8Array(kernels.memory.buffer);
  const flipped = new Uint8Array(data.length);
  for (let row = 0; row < height; row += most) {
    const rows = Math.min(most, height - row);
    const [from, size] = [row * rowBytes, rows * rowBytes];
    bytes.set(data.subarray(from, from + size));
    kernels.flipRows(0, width, rows, output);
    flipped.set(bytes.subarray(output, output + size), from);
  }
  return { width, height, data: flipped };
}
