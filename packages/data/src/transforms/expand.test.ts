import { describe, expect, it } from 'vitest';
import { pixel } from '../testing/fixtures.ts';
import { boxesOf, draws, sampleWith, sizeOf } from '../testing/samples.ts';
import { randomExpand } from './expand.ts';

describe('randomExpand', () => {
  it('places the image on a larger canvas', () => {
    // Not left out (0 < 0.5); 1 + 0.5 · 3 = 2.5: 20 × 10 on 50 × 25; left floor(0.5 · 31) = 15, top floor(0.25 · 16) = 4.
    const result = randomExpand({ fill: [9, 9, 9] })(
      sampleWith(20, 10, [1, 2, 20, 10]),
      draws(0, 0.5, 0.5, 0.25),
    );
    expect([sizeOf(result), boxesOf(result)]).toEqual([[50, 25], [[16, 6, 35, 14]]]);
    expect(result.geometry).toEqual({ scaleX: 1, scaleY: 1, offsetX: 15, offsetY: 4 });
    expect(pixel(result.image, 15, 4)).toEqual([0, 0, 0]);
    expect(pixel(result.image, 14, 4)).toEqual([9, 9, 9]);
    expect(result.validWidth).toBe(50);
  });
});
