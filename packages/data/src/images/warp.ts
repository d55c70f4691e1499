import type { RgbImage } from '../dataset.ts';
import type { Color } from './place.ts';
import type { Size } from './size.ts';

/** x' = a·x + b·y + c, y' = d·x + e·y + f, in pixels with (0, 0) at the corner of the image. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** Where a map takes a point. */
export function affinePoint([a, b, c, d, e, f]: Affine, x: number, y: number): [x: number, y: number] {
  return [a * x + b * y + c, d * x + e * y + f];
}

/** The image as the map moves it, on a canvas of the given size: linearly interpolated, `fill` around it. */
export function warpImage(image: RgbImage, map: Affine, { width, height }: Size, fill: Color): RgbImage {
  const [a, b, c, d, e, f] = map;
  const determinant = a * e - b * d;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 3) {
      // The inverse map of the pixel's middle, to indices whose whole numbers are middles of pixels.
      const dx = x + 0.5 - c;
      const dy = y + 0.5 - f;
      const fromX = (e * dx - b * dy) / determinant - 0.5;
      const fromY = (a * dy - d * dx) / determinant - 0.5;
      const left = Math.floor(fromX);
      const top = Math.floor(fromY);
      const u = fromX - left;
      const v = fromY - top;
      for (let channel = 0; channel < 3; channel++) {
        const upper =
          (1 - u) * valueAt(image, left, top, channel, fill) +
          u * valueAt(image, left + 1, top, channel, fill);
        const lower =
          (1 - u) * valueAt(image, left, top + 1, channel, fill) +
          u * valueAt(image, left + 1, top + 1, channel, fill);
        data[at + channel] = (1 - v) * upper + v * lower + 0.5;
      }
    }
  }
  return { width, height, data };
}

function valueAt(
  { width, height, data }: RgbImage,
  x: number,
  y: number,
  channel: number,
  fill: Color,
): number {
  return x < 0 || y < 0 || x >= width || y >= height ? fill[channel]! : data[(y * width + x) * 3 + channel]!;
}
