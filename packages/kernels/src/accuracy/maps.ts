import type { Values } from './accuracy-case.ts';

/** Value [b, i, j, c] of a map [B, H, W, C], 0 outside of it. */
export function valueAt({ shape, data }: Values, b: number, i: number, j: number, c: number): number {
  const [, height, width, channels] = shape as [number, number, number, number];
  if (i < 0 || i >= height || j < 0 || j >= width) return 0;
  return data[((b * height + i) * width + j) * channels + c]!;
}

/** Bilinear sample at (p, q), cells outside counting as 0. */
export function sampleAt(x: Values, b: number, p: number, q: number, c: number): number {
  const [top, left] = [Math.floor(p), Math.floor(q)];
  const [below, right] = [p - top, q - left];
  return (
    (1 - below) * (1 - right) * valueAt(x, b, top, left, c) +
    (1 - below) * right * valueAt(x, b, top, left + 1, c) +
    below * (1 - right) * valueAt(x, b, top + 1, left, c) +
    below * right * valueAt(x, b, top + 1, left + 1, c)
  );
}

/** The values of a map [B, H, W, C] by a function of its indices. */
export function mapOf(
  [batch, height, width, channels]: readonly [number, number, number, number],
  value: (b: number, i: number, j: number, c: number) => number,
): Float64Array {
  const y = new Float64Array(batch * height * width * channels);
  let place = 0;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        for (let c = 0; c < channels; c++) y[place++] = value(b, i, j, c);
      }
    }
  }
  return y;
}

/** The values of a vector by a function of the index. */
export function vectorOf(count: number, value: (index: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => value(index));
}
