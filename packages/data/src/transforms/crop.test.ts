import { describe, expect, it } from 'vitest';
import { randomOf } from '../random.ts';
import { pixel } from '../testing/fixtures.ts';
import { boxesOf, draws, sampleWith, sizeOf } from '../testing/samples.ts';
import { cropTo, randomCrop } from './crop.ts';

describe('randomCrop', () => {
  it('clips boxes to the crop, and drops those whose centre is outside or on its edge', () => {
    const original = sampleWith(40, 20, [8, 2, 16, 8], [0, 0, 18, 20], [16, 0, 24, 4], [30, 10, 40, 20]);
    const result = cropTo(original, [10, 4, 30, 20]);
    // Centres 12, 5: inside; 9, 10: left of 10; 20, 2: above 4; 35, 15: right of 30.
    expect(boxesOf(result)).toEqual([[0, 0, 6, 4]]); // 8..16 − 10 → −2..6, 2..8 − 4 → −2..4, clipped
    expect([sizeOf(result), pixel(result.image, 0, 0)]).toEqual([
      [20, 16],
      [10, 4, 0],
    ]);
    expect(result.geometry).toEqual({ scaleX: 1, scaleY: 1, offsetX: -10, offsetY: -4 });
    const edge = sampleWith(40, 20, [5, 4, 15, 20]); // its centre, 10, lies on the crop's edge
    expect(boxesOf(cropTo(edge, [10, 4, 30, 20]))).toEqual([]);
  });

  it('takes crops only that overlap every object as drawn', () => {
    const crop = randomCrop({ leastIous: [0.5], leastSize: 0.3 });
    let cropped = 0;
    for (let seed = 0; seed < 200; seed++) {
      const original = sampleWith(60, 50, [5, 5, 45, 45]);
      const result = crop(original, randomOf(seed));
      if (result === original) continue;
      cropped += 1;
      const { width, height } = result.image;
      expect(width / height).toBeGreaterThanOrEqual(0.5);
      expect(width / height).toBeLessThanOrEqual(2);
      expect(width).toBeGreaterThanOrEqual(18);
      expect(height).toBeGreaterThanOrEqual(15);
      expect(result.objects).toHaveLength(1);
      // Pixels tell where the crop began: the box's corner holds the pixel 5, 5 if it was not cut off.
      const [left, top] = pixel(result.image, 0, 0);
      expect(boxesOf(result)[0]!.slice(0, 2)).toEqual([Math.max(0, 5 - left!), Math.max(0, 5 - top!)]);
    }
    // One in three draws keeps the image; most others find a crop.
    expect(cropped).toBeGreaterThan(100);
    expect(cropped).toBeLessThan(160);
  });

  it('crops images without objects, and gives up where no crop fits', () => {
    const free = randomCrop({ leastIous: [], leastSize: 0.5 });
    expect(sizeOf(free(sampleWith(20, 20), draws(0.9, 0, 0, 0, 0)))).toEqual([10, 10]);
    const strict = randomCrop({ leastIous: [0.99, 0.99, 0.99, 0.99] });
    const far = sampleWith(40, 40, [0, 0, 4, 4], [36, 36, 40, 40]);
    const always = (value: number) => () => value;
    expect(strict(far, always(0.5))).toBe(far);
  });
});
