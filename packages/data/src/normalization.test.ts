import { expect, it } from 'vitest';
import { IMAGENET, normalizeInto, paddingPixels } from './normalization.ts';
import { coordinateImage } from './testing/fixtures.ts';

it('subtracts and divides per channel, and leaves padding alone', () => {
  const target = new Float32Array(1 + 2 * 3 * 3).fill(-9);
  const image = { width: 2, height: 1, data: Uint8Array.from([10, 20, 30, 255, 0, 30]) };
  normalizeInto(target, 1, { width: 3, height: 2 }, image, { mean: [10, 10, 10], deviation: [2, 5, 10] });
  // (10 − 10) / 2, (20 − 10) / 5, (30 − 10) / 10; (255 − 10) / 2, (0 − 10) / 5, (30 − 10) / 10.
  expect([...target]).toEqual([-9, 0, 2, 2, 122.5, -2, 2, ...new Array(12).fill(-9)]);
});

it('turns the channels around where the network wants BGR, whose statistics are then in that order', () => {
  const target = new Float32Array(3);
  const image = { width: 1, height: 1, data: Uint8Array.from([10, 20, 30]) };
  normalizeInto(target, 0, image, image, { order: 'BGR', mean: [30, 0, 0], deviation: [1, 2, 5] });
  // blue (30 − 30) / 1, green 20 / 2, red 10 / 5
  expect([...target]).toEqual([0, 10, 2]);
});

it('fills up with 0, or with a pixel value as the network sees it', () => {
  const statistics = { mean: [10, 14, 114], deviation: [2, 5, 10] } as const;
  expect([...paddingPixels(2, statistics)]).toEqual([0, 0, 0, 0, 0, 0]);
  // (114 − 10) / 2, (114 − 14) / 5, 0
  expect([...paddingPixels(2, { ...statistics, padding: 114 })]).toEqual([52, 20, 0, 52, 20, 0]);
});

it("uses ImageNet's statistics", () => {
  const target = new Float32Array(3);
  normalizeInto(
    target,
    0,
    { width: 1, height: 1 },
    { width: 1, height: 1, data: Uint8Array.from([0, 128, 255]) },
  );
  // −123.675 / 58.395 = −2.1179, (128 − 116.28) / 57.12 = 0.20518, (255 − 103.53) / 57.375 = 2.64.
  expect([...target]).toEqual([-2.117904, 0.205182, 2.64].map((value) => expect.closeTo(value, 5)));
  expect(IMAGENET.mean).toEqual([123.675, 116.28, 103.53]);
});

// Around the rows that fit in the kernel's memory at a time; a canvas that is wider than the image, and one that is not.
it.each([
  [1, 1, 1],
  [7, 5, 9],
  [100, 200, 100],
  [6000, 3, 6001],
])('is the formula, rounded once, on %i × %i pixels', (width, height, canvasWidth) => {
  const image = coordinateImage(width, height, 200);
  const { mean, deviation } = IMAGENET;
  const offset = 2;
  const target = new Float32Array(offset + canvasWidth * height * 3).fill(-9);
  const expected = target.slice();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width * 3; x++) {
      const value = image.data[y * width * 3 + x]!;
      expected[offset + y * canvasWidth * 3 + x] = (value - mean[x % 3]!) / deviation[x % 3]!;
    }
  }
  normalizeInto(target, offset, { width: canvasWidth, height }, image);
  expect(Buffer.from(target.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
});

it('refuses an image larger than its canvas', () => {
  const image = { width: 2, height: 1, data: new Uint8Array(6) };
  expect(() => normalizeInto(new Float32Array(3), 0, { width: 1, height: 1 }, image)).toThrow(
    'normalizeInto: expected an image that fits in 1×1, got 2×1.',
  );
});
