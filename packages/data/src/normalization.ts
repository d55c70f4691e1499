import { expectThat } from '@tandem-det/core/errors';
import type { RgbImage } from './dataset.ts';
import type { Size } from './images/resize.ts';

/** What the network gets of an image: per channel, in pixel values 0–255, (pixel − mean) / deviation. */
export interface Normalization {
  /** Of the channels of the network's input, and so of the two below; RGB where absent. */
  readonly order?: 'RGB' | 'BGR';
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
  /** Pixel value that images are filled up with; without it the normalised value is 0. */
  readonly padding?: number;
}

/** Statistics of ImageNet, which torchvision's and mmdetection's pretrained backbones expect. */
export const IMAGENET: Normalization = {
  mean: [123.675, 116.28, 103.53],
  deviation: [58.395, 57.12, 57.375],
};

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
  const tables = mean.map((center, channel) =>
    Float32Array.from({ length: 256 }, (_, value) => (value - center) / deviation[channel]!),
  );
  const [first, second, third] = tables as [Float32Array, Float32Array, Float32Array];
  const [red, blue] = order === 'RGB' ? [0, 2] : [2, 0];
  for (let y = 0, from = 0; y < image.height; y++) {
    for (let x = 0, to = offset + y * canvas.width * 3; x < image.width; x++, from += 3, to += 3) {
      target[to] = first[image.data[from + red]!]!;
      target[to + 1] = second[image.data[from + 1]!]!;
      target[to + 2] = third[image.data[from + blue]!]!;
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
