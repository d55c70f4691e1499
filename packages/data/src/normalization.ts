import { expected, expectThat } from '@tandem-det/base';
import { z } from 'zod';
import type { RgbImage } from './dataset.ts';
import { imageKernels } from './images/simd/image-kernels.ts';
import type { Size } from './images/size.ts';

const channel = z.number(expected('a number'));
const channels = z.tuple([channel, channel, channel], expected('three numbers, one a channel')).readonly();

/** Options of a normalization and their checks. */
export const normalizationOptions = z
  .strictObject({
    /** Of the channels of the network's input, and so of the two below; RGB where absent. */
    order: z.enum(['RGB', 'BGR']).optional(),
    mean: channels,
    deviation: channels,
    /** Pixel value that images are filled up with; without it the normalized value is 0. */
    padding: channel.optional(),
  })
  .readonly();

/** What the network gets of an image: per channel, in pixel values 0–255, (pixel − mean) / deviation. */
export type Normalization = z.input<typeof normalizationOptions>;

/** Statistics of ImageNet, which torchvision's and mmdetection's pretrained backbones expect. */
export const IMAGENET: Normalization = {
  mean: [123.675, 116.28, 103.53],
  deviation: [58.395, 57.12, 57.375],
};

const TABLES_BYTES = 3 * 256 * Float32Array.BYTES_PER_ELEMENT;

/** Values in the kernel's memory at a time, unless a row has more. */
const STRIP_VALUES = 2 ** 14;

/**
 * Writes (pixel − mean) / deviation into the top left of a canvas [H, W, 3] that starts at `offset` of
 * `target`; the rest of the canvas stays as it was.
 */
export function normalizeInto(
  target: Float32Array,
  offset: number,
  canvas: Size,
  image: RgbImage,
  { order = 'RGB', mean, deviation }: Normalization = IMAGENET,
): void {
  expectThat(
    image.width <= canvas.width && image.height <= canvas.height,
    'normalizeInto',
    `an image that fits in ${canvas.width}×${canvas.height}`,
    `${image.width}×${image.height}`,
  );
  const rowValues = image.width * 3;
  const most = Math.max(1, Math.floor(STRIP_VALUES / rowValues));
  const input = TABLES_BYTES + most * rowValues * Float32Array.BYTES_PER_ELEMENT;
  const { memory, normalizePixels } = imageKernels(input + most * rowValues);
  const bytes = new Uint8Array(memory.buffer, input);
  writeTables(new Float32Array(memory.buffer, 0, 3 * 256), mean, deviation);
  const values = new Float32Array(memory.buffer, TABLES_BYTES, most * rowValues);
  for (let strip = 0; strip < image.height; strip += most) {
    const rows = Math.min(most, image.height - strip);
    bytes.set(image.data.subarray(strip * rowValues, (strip + rows) * rowValues));
    normalizePixels(input, rows * image.width, order === 'RGB' ? 0 : 2, 0, TABLES_BYTES);
    for (let row = 0; row < rows; row++) {
      const to = offset + (strip + row) * canvas.width * 3;
      target.set(values.subarray(row * rowValues, (row + 1) * rowValues), to);
    }
  }
}

/** For each channel what each of the 256 pixel values becomes. */
function writeTables(
  tables: Float32Array,
  mean: Normalization['mean'],
  deviation: Normalization['deviation'],
): void {
  for (let channel = 0; channel < 3; channel++) {
    for (let value = 0; value < 256; value++) {
      tables[channel * 256 + value] = (value - mean[channel]!) / deviation[channel]!;
    }
  }
}

/** This many pixels of padding, three channels each. */
export function paddingPixels(count: number, { mean, deviation, padding }: Normalization): Float32Array {
  const target = new Float32Array(count * 3);
  if (padding === undefined) return target;
  const pixel = mean.map((center, channel) => (padding - center) / deviation[channel]!);
  for (let at = 0; at < target.length; at += 3) target.set(pixel, at);
  return target;
}
