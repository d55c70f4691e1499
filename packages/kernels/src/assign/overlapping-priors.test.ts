import { expect, it } from 'vitest';
import { uniformValues } from '../testing/uniform-values.ts';
import { visitOverlapping } from './overlapping-priors.ts';
import { priorBlocks } from './prior-blocks.ts';
import { singlePrecisionIou } from './single-precision.ts';

/** Boxes of up to 16 on a half grid in a square of 40; one in ten with a side the wrong way round or NaN. */
function boxes(count: number, seed: number): Float32Array {
  const values = uniformValues(4 * count, { high: 40, seed }).map((x) => Math.round(2 * x) / 2);
  return values.map((x, i) => {
    if (i % 4 < 2) return x;
    if (i % 37 === 0) return Number.NaN;
    return values[i - 2]! + x / 2.5 - (i % 41 === 0 ? 9 : 0);
  });
}

it.each([0, 0.25, 0.6])('visits every overlap of %d and more, and no prior without any', (least) => {
  let visits = 0;
  for (let seed = 0; seed < 200; seed++) {
    const count = seed % 70;
    const [all, truth] = [boxes(count, seed), boxes(3, seed + 1000)];
    const valid = uniformValues(2 * count, { high: 3, seed: seed + 2000 }).map(Math.floor);
    const blocks = priorBlocks(all, valid, truth, count);
    blocks.use(0, count);
    for (let object = 0; object < 3; object++) {
      const seen = new Map<number, number>();
      visitOverlapping(blocks, truth, object, least, (place, u) => seen.set(place, u));
      expect([...seen.keys()]).toEqual([...seen.keys()].sort((a, b) => a - b));
      for (let place = 0; place < count; place++) {
        const u = valid[count + place]! > 0 ? singlePrecisionIou(all, 4 * place, truth, 4 * object) : 0;
        if (seen.has(place) || (u > 0 && u >= least)) expect(seen.get(place)).toBe(u);
        if (!(u > 0)) expect(seen.has(place)).toBe(false);
      }
      visits += seen.size;
    }
  }
  expect(visits).toBeGreaterThan(500);
});
