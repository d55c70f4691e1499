import type { RgbImage } from '../dataset.ts';
import type { Size } from './size.ts';

/** The part of an image from (left, top); it lies inside. */
export function cropImage(image: RgbImage, left: number, top: number, { width, height }: Size): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * image.width + left) * 3;
    data.set(image.data.subarray(from, from + width * 3), y * width * 3);
  }
  return { width, height, data };
}
