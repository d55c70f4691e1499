import { expectThat } from '@tandem-det/base';
import type { RgbImage } from '../dataset.ts';
import type { Size } from './size.ts';

/** Red, green, blue, 0–255. */
export type Color = readonly [red: number, green: number, blue: number];

/** A canvas of one colour with the image on it, its top left corner at (left, top). */
export function placeImage(image: RgbImage, canvas: Size, left: number, top: number, fill: Color): RgbImage {
  const { width, height } = canvas;
  expectThat(
    left >= 0 && top >= 0 && left + image.width <= width && top + image.height <= height,
    'placeImage',
    `an image that fits in ${width}×${height}`,
    `${image.width}×${image.height} at ${left}, ${top}`,
  );
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = fill[i % 3]!;
  for (let y = 0; y < image.height; y++) {
    const row = image.data.subarray(y * image.width * 3, (y + 1) * image.width * 3);
    data.set(row, ((top + y) * width + left) * 3);
  }
  return { width, height, data };
}
