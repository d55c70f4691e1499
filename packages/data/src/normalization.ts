import { expectThat } from '@tandem-det/core/errors';
import type { RgbImage } from './dataset.ts';
import type { Size } from './images/resize.ts';

/** Per channel, red green blue, in pixel values 0–255. */
export interface Normalization {
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
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
  { mean, deviation }: Normalization = IMAGENET,
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
  const [red, green, blue] = tables as [Float32Array, Float32Array, Float32Array];
  for (let y = 0, from = 0; y < image.height; y++) {
    for (let x = 0, to = offset + y * canvas.width * 3; x < image.width; x++, from += 3, to += 3) {
      target[to] = red[image.data[from]!]!;
      target[to + 1] = green[image.data[from + 1]!]!;
      target[to + 2] = blue[image.data[from + 2]!]!;
    }
  }
}
