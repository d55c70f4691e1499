import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../dataset.ts';
import { coordinateImage, pixel } from '../testing/fixtures.ts';
import { resizeImage } from './resize.ts';
import references from './resize-references.json' with { type: 'json' };

const row = (...values: number[]): RgbImage => ({
  width: values.length,
  height: 1,
  data: Uint8Array.from(values.flatMap((value) => [value, value, value])),
});
const red = ({ width, height, data }: RgbImage) =>
  Array.from({ length: width * height }, (_, index) => data[index * 3]);

describe('resizeImage', () => {
  it('enlarges between pixel centres', () => {
    // Output centres lie at (i + 0.5) / 2 − 0.5 = −0.25, 0.25, 0.75, 1.25: 0, 25, 75, 100.
    expect(red(resizeImage(row(0, 100), { width: 4, height: 1 }))).toEqual([0, 25, 75, 100]);
  });

  it('averages with a triangle when shrinking', () => {
    // Step 2, radius 2, centre 0.5: weights 1/4, 3/4, 3/4, 1/4 at −1, 0, 1, 2, of which the first is dropped:
    // (0.75 · 0 + 0.75 · 80 + 0.25 · 160) / 1.75 = 57.1; mirrored (0.25 · 80 + 0.75 · 160 + 0.75 · 240) / 1.75 = 182.9.
    expect(red(resizeImage(row(0, 80, 160, 240), { width: 2, height: 1 }))).toEqual([57, 183]);
  });

  it('reads two pixels only without antialiasing', () => {
    // Step 3, centres 1 and 4: exactly the pixels 1 and 4.
    const image = row(9, 10, 200, 30, 40, 50);
    expect(red(resizeImage(image, { width: 2, height: 1, antialias: false }))).toEqual([10, 40]);
  });

  describe.each(references.cases)('$width×$height to $to, beside Pillow and OpenCV', (reference) => {
    const { width, height, to } = reference;
    const [toWidth, toHeight] = to as [number, number];
    const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 2654435761) >>> 13);
    const resized = (antialias: boolean) =>
      resizeImage({ width, height, data }, { width: toWidth, height: toHeight, antialias }).data;

    it('is at most one level from Pillow, edges included', () => {
      const pillow = Buffer.from(reference.pillow, 'base64');
      const apart = resized(true).map((value, index) => Math.abs(value - pillow[index]!));
      expect(Math.max(...apart)).toBeLessThanOrEqual(1);
    });

    it('is what OpenCV has, to the bit, without antialiasing', () => {
      expect(Buffer.from(resized(false)).toString('base64')).toBe(reference.opencv);
    });
  });

  it('treats both axes alike', () => {
    const image = coordinateImage(37, 23);
    const turned = (source: RgbImage): RgbImage => {
      const data = new Uint8Array(source.data.length);
      for (let y = 0; y < source.height; y++) {
        for (let x = 0; x < source.width; x++) data.set(pixel(source, x, y), (x * source.height + y) * 3);
      }
      return { width: source.height, height: source.width, data };
    };
    const there = turned(resizeImage(turned(image), { width: 11, height: 50 }));
    const direct = resizeImage(image, { width: 50, height: 11 });
    const apart = there.data.map((value, index) => Math.abs(value - direct.data[index]!));
    expect(Math.max(...apart)).toBeLessThanOrEqual(1);
  });

  it('keeps a plain colour and an equal size', () => {
    const plain = { width: 7, height: 5, data: new Uint8Array(105).fill(255) };
    expect(new Set(resizeImage(plain, { width: 31, height: 3 }).data)).toEqual(new Set([255]));
    expect(resizeImage(plain, { width: 7, height: 5 })).toBe(plain);
  });

  it('refuses sizes that are no pixels', () => {
    expect(() => resizeImage(row(1), { width: 0, height: 2.5 })).toThrow(
      'resizeImage: expected whole pixels ≥ 1, got 0×2.5.',
    );
  });

  it.each([
    // 2130 bytes a row, 123 rows at a time: several parts
    [710, 400, 333, 217],
    [710, 400, 1200, 555],
    // the whole image for each output row
    [300, 500, 1, 1],
    [5, 7, 64, 3],
  ])('is the weighted sum of all pixels: %i×%i to %i×%i', (width, height, toWidth, toHeight) => {
    const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 2654435761) >>> 13);
    const resized = resizeImage({ width, height, data }, { width: toWidth, height: toHeight });
    const weights = (input: number, output: number, i: number) => {
      const radius = Math.max(1, input / output);
      const center = ((i + 0.5) * input) / output;
      const sums = new Map<number, number>();
      for (let source = 0; source < input; source++) {
        const weight = Math.max(0, 1 - Math.abs(source + 0.5 - center) / radius);
        if (weight > 0) sums.set(source, weight);
      }
      const total = [...sums.values()].reduce((sum, weight) => sum + weight, 0);
      return [...sums].map(([source, weight]) => [source, weight / total] as const);
    };
    for (let place = 0; place < Math.min(60, toWidth * toHeight); place++) {
      // both corners and in between
      const x = place === 1 ? toWidth - 1 : (place * 97) % toWidth;
      const y = place === 1 ? toHeight - 1 : (place * 41) % toHeight;
      let expected = 0;
      for (const [j, down] of weights(height, toHeight, y)) {
        for (const [i, across] of weights(width, toWidth, x)) {
          expected += down * across * data[(j * width + i) * 3 + 1]!;
        }
      }
      // rounded once, to the nearest
      expect(Math.abs(pixel(resized, x, y)[1]! - expected)).toBeLessThan(0.5 + 1e-3);
    }
  });
});
