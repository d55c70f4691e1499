import { describe, expect, it } from 'vitest';
import type { Box } from '../dataset.ts';
import { sampleOf } from '../sample.ts';
import { object, pixel } from '../testing/fixtures.ts';
import { boxesOf, draws } from '../testing/samples.ts';
import { mixUp } from './mix-up.ts';

describe('mixUp', () => {
  it('blends half and half and keeps the objects of both', () => {
    const flat = (value: number, box: Box) =>
      sampleOf({ width: 10, height: 10, data: new Uint8Array(300).fill(value) }, { objects: [object(box)] });
    // The other 10 × 10 fitted into 20 × 20, × (0.5 + 0.5) = 20 × 20; mirrored (0 < 0.5): x 4…12 to 8…16;
    // cut at floor(0.5 · 11) = 5, floor(0.2 · 11) = 2.
    const other = flat(100, [2, 1, 6, 8]);
    const result = mixUp({ width: 20, height: 20 })(flat(50, [1, 1, 5, 5]), draws(0.5, 0, 0.5, 0.2), {
      others: [other],
      epoch: 0,
    });
    expect(boxesOf(result)).toEqual([
      [1, 1, 5, 5],
      [3, 0, 10, 10], // 8 − 5 … 16 − 5, 2 − 2 … 16 − 2, clipped
    ]);
    expect(pixel(result.image, 9, 9)).toEqual([75, 75, 75]);
  });

  it('fills up where the other is smaller', () => {
    const black = sampleOf({ width: 8, height: 8, data: new Uint8Array(192) }, { objects: [] });
    const half = mixUp({ width: 8, height: 8, fill: [40, 40, 40] });
    // × 0.5: 4 × 4, not mirrored, at 0, 0.
    const result = half(black, draws(0, 0.9, 0, 0), { others: [black], epoch: 0 });
    expect([pixel(result.image, 3, 3), pixel(result.image, 4, 3)]).toEqual([
      [0, 0, 0],
      [20, 20, 20],
    ]);
  });
});
