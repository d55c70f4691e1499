import { type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import type { Features, Level } from '../parts.ts';
import type { MapSize } from '../priors.ts';
import { randomNumbers } from './random.ts';

/** [B, H, W, C] uniform in ±1; image b depends on the seed and b alone, so that batches can be compared. */
export function randomMaps(
  images: readonly number[],
  { height, width }: MapSize,
  channels: number,
  seed = 1,
): Tensor4D {
  const size = height * width * channels;
  const values = new Float32Array(images.length * size);
  for (const [index, image] of images.entries()) {
    const random = randomNumbers(seed * 1000 + image);
    for (let i = 0; i < size; i++) values[index * size + i] = 2 * random() - 1;
  }
  return tensor4d(values, [images.length, height, width, channels]);
}

/** Sizes of the maps that levels of these strides have for an image of this size. */
export function mapSizes(levels: readonly Level[], { height, width }: MapSize): MapSize[] {
  return levels.map(({ stride }) => ({
    height: Math.ceil(height / stride),
    width: Math.ceil(width / stride),
  }));
}

/** Features of each level for these images of a batch. */
export function randomFeatures(
  images: readonly number[],
  levels: readonly Level[],
  size: MapSize,
  seed = 1,
): Features {
  return mapSizes(levels, size).map((map, index) =>
    randomMaps(images, map, levels[index]!.channels, seed + index),
  );
}
