import type { RgbImage } from '../dataset.ts';

/** Hue in degrees [0, 360), saturation in [0, 1], value 0–255. */
export type Hsv = [hue: number, saturation: number, value: number];

/** Changes every pixel in hue, saturation and value; the result is rounded and limited to 0–255. */
export function mapHsv({ width, height, data }: RgbImage, change: (pixel: Hsv) => void): RgbImage {
  const mapped = new Uint8ClampedArray(data.length);
  const pixel: Hsv = [0, 0, 0];
  for (let at = 0; at < data.length; at += 3) {
    toHsv(data[at]!, data[at + 1]!, data[at + 2]!, pixel);
    change(pixel);
    writeRgb(pixel, mapped, at);
  }
  return { width, height, data: new Uint8Array(mapped.buffer) };
}

function toHsv(red: number, green: number, blue: number, pixel: Hsv): void {
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  let sixths = 0;
  if (range > 0) {
    if (most === red) sixths = (green - blue) / range;
    else if (most === green) sixths = 2 + (blue - red) / range;
    else sixths = 4 + (red - green) / range;
  }
  pixel[0] = sixths < 0 ? sixths * 60 + 360 : sixths * 60;
  pixel[1] = most === 0 ? 0 : range / most;
  pixel[2] = most;
}

function writeRgb([hue, saturation, value]: Hsv, target: Uint8ClampedArray, at: number): void {
  for (let channel = 0; channel < 3; channel++) {
    // 5, 3, 1 sixths of the circle further: red, green, blue.
    const sixth = (5 - 2 * channel + hue / 60) % 6;
    target[at + channel] = value - value * saturation * Math.max(0, Math.min(sixth, 4 - sixth, 1));
  }
}
