import { describe, expect, it } from 'vitest';
import { warpImage } from '../images/warp.ts';
import { randomOf } from '../random.ts';
import { pixel } from '../testing/fixtures.ts';
import { boxesOf, sampleWith } from '../testing/samples.ts';
import { affineSample, randomAffine } from './affine.ts';

describe('randomAffine', () => {
  it('moves pixels and boxes by the same map, and clips', () => {
    const original = sampleWith(20, 10, [2, 2, 6, 4], [16, 0, 20, 4]);
    // A quarter turn: x' = 10 − y, y' = x. The box 2…6, 2…4 becomes 6…8, 2…6; 16…20 leaves the 10 × 18 canvas in part.
    const result = affineSample(original, [0, -1, 10, 1, 0, 0], { width: 10, height: 18 }, [0, 0, 0]);
    expect(boxesOf(result)).toEqual([
      [6, 2, 8, 6],
      [6, 16, 10, 18],
    ]);
    // The pixel x 3, y 2 covers 3…4, 2…3, and goes to 7…8, 3…4.
    expect(pixel(result.image, 7, 3)).toEqual([3, 2, 0]);
    expect(result.objects[0]!.area).toBe(8);
  });

  it('takes the box around turned corners', () => {
    // By 45° around the origin, then 10 to the right: corners of 0…4 × 0…4 at x 10 ± 4·√½, y 0 … 8·√½.
    const s = Math.SQRT1_2;
    const turned = affineSample(
      sampleWith(20, 20, [0, 0, 4, 4]),
      [s, -s, 10, s, s, 0],
      { width: 30, height: 30 },
      [0, 0, 0],
    );
    expect(boxesOf(turned)[0]).toEqual(
      [10 - 4 * s, 0, 10 + 4 * s, 8 * s].map((value) => expect.closeTo(value, 9)),
    );
  });

  it('interpolates between pixels and with the filling', () => {
    const image = { width: 2, height: 1, data: Uint8Array.of(100, 0, 0, 200, 0, 0) };
    // Half a pixel to the right: half of the filling and of the first, half of each, …
    const moved = warpImage(image, [1, 0, 0.5, 0, 1, 0], { width: 3, height: 1 }, [40, 0, 0]);
    expect([0, 1, 2].map((x) => pixel(moved, x, 0)[0])).toEqual([70, 150, 120]);
  });

  it('puts the middle of the image into the middle of the result', () => {
    const plain = randomAffine({
      degrees: 0,
      translate: 0,
      shear: 0,
      scale: [0.5, 0.5],
      width: 20,
      height: 20,
    });
    // 40 × 40 halved: 10 − 20 · 0.5 = 0.
    expect(boxesOf(plain(sampleWith(40, 40, [8, 8, 40, 24]), randomOf(1)))).toEqual([[4, 4, 20, 12]]);
    const late = randomAffine({ untilEpoch: 2 });
    const original = sampleWith(8, 8);
    expect(late(original, randomOf(1), { others: [], epoch: 2 })).toBe(original);
  });
});
