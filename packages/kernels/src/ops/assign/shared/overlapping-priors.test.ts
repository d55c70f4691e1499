import { describe, expect, it } from 'vitest';
import { uniformValues } from '../../../testing/uniform-values.ts';
import { hostOverlaps } from './overlapping-priors-host.ts';
import { simdOverlaps } from './overlapping-priors-simd.ts';
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

const searches = { host: hostOverlaps, simd: simdOverlaps };

describe.each(Object.entries(searches))('the search by %s', (_, search) => {
  it('finds overlaps by hand, from least to below', () => {
    const priors = [
      [0, 0, 4, 2],
      [8, 8, 9, 9],
      [0, 0, 4, 4],
      [0, 0, 1, 4],
      [4, 0, 8, 4],
    ];
    const found = search(
      Float32Array.from(priors.flat()),
      new Float32Array(5).fill(1),
      Float32Array.of(0, 0, 4, 4),
      5,
    );
    found.use(0);
    const between = (least: number, below: number) => {
      const count = found.find(0, least, below);
      return Array.from(found.places.subarray(0, count), (place, i) => [place, found.ious[i]]);
    };
    const [half, whole, quarter] = [
      [0, 0.5],
      [2, 1],
      [3, 0.25],
    ];
    expect(between(0, Infinity)).toEqual([half, whole, quarter]);
    expect(between(0.25, 1)).toEqual([half, quarter]);
    expect(between(0.5, Infinity)).toEqual([half, whole]);
    expect(between(0, 0.25)).toEqual([]);
  });

  it('divides by no less than 1e-6, also where the union is smaller than float32 has that', () => {
    // unions of 2⁻²⁰ < 1e-6, of float32's 1e-6, and of 2⁻¹⁹
    const sides = [2 ** -20, Math.fround(1e-6), 2 ** -19, 2 ** -40];
    const priors = Float32Array.from(sides.flatMap((side) => [0, 0, side, 1]));
    for (const [i, side] of sides.entries()) {
      const found = search(priors, Float32Array.of(1, 1, 1, 1), Float32Array.of(0, 0, side, 1), 4);
      found.use(0);
      const count = found.find(0, 0, Infinity);
      expect(count).toBe(4);
      expect(found.ious[i]).toBe(Math.fround(side / Math.max(side, 1e-6)));
    }
  });

  it.each([0, 0.25, 0.6])('finds every overlap of %d and more, as a full table has it', (least) => {
    let total = 0;
    for (let seed = 0; seed < 200; seed++) {
      const count = seed % 150;
      const scale = seed % 3 === 0 ? 2 ** -10 : 1;
      const scaled = (values: Float32Array) => values.map((x) => x * scale);
      const all = scaled(boxes(count, seed));
      // the last is the first of the priors
      const truth = scaled(Float32Array.of(...boxes(2, seed + 1000), ...boxes(1, seed)));
      const valid = uniformValues(2 * count, { high: 3, seed: seed + 2000 }).map(Math.floor);
      const below = seed % 2 === 0 ? Infinity : 0.9;
      const found = search(all, valid, truth, count);
      found.use(0, count);
      for (let object = 0; object < 3; object++) {
        const size = found.find(object, least, below);
        const expected: [number, number][] = [];
        for (let place = 0; place < count; place++) {
          const u = valid[count + place]! > 0 ? singlePrecisionIou(all, 4 * place, truth, 4 * object) : 0;
          if (u > 0 && u >= least && u < below) expected.push([place, u]);
        }
        expect(Array.from({ length: size }, (_unused, i) => [found.places[i], found.ious[i]])).toEqual(
          expected,
        );
        total += size;
      }
    }
    expect(total).toBeGreaterThan(least > 0 ? 50 : 500);
  });
});
