import { describe, expect, it } from 'vitest';
import { type Sample, sampleOf } from '../sample.ts';
import { coordinateImage, object, pixel } from '../testing/fixtures.ts';
import { draws, sizeOf } from '../testing/samples.ts';
import { compose } from './compose.ts';
import { mosaic } from './mosaic.ts';

describe('mosaic', () => {
  const four = () =>
    [0, 1, 2, 3].map((blue) =>
      sampleOf(coordinateImage(20, 20, blue), { objects: [object([0, 0, 20, 20], { id: blue })] }),
    );
  const [first, ...others] = four() as [Sample, ...Sample[]];

  it('puts four images around a point and cuts off what lies beyond the canvas', () => {
    // Canvas 40 × 40, the point at floor(20 · (0.5 + 0.25)), floor(20 · (0.5 + 0.75)) = 15, 25.
    const result = mosaic({ width: 20, height: 20 })(first, draws(0.25, 0.75), { others, epoch: 0 });
    expect(sizeOf(result)).toEqual([40, 40]);
    expect(result.objects.map(({ id, box }) => [id, ...box])).toEqual([
      [0, 0, 5, 15, 25], // −5 … 15, 5 … 25
      [1, 15, 5, 35, 25],
      [2, 0, 25, 15, 40], // −5 … 15, 25 … 45
      [3, 15, 25, 35, 40],
    ]);
    expect(pixel(result.image, 0, 5)).toEqual([5, 0, 0]);
    expect(pixel(result.image, 34, 24)).toEqual([19, 19, 1]);
    expect(pixel(result.image, 15, 25)).toEqual([0, 0, 3]);
    expect(pixel(result.image, 35, 30)).toEqual([114, 114, 114]);
    expect(result.geometry.scaleX).toBeNaN();
  });

  it('wants three others, by probability and until its epoch', () => {
    const { others: wanted } = mosaic({ width: 20, height: 20, probability: 0.5, untilEpoch: 3 });
    expect([wanted!(draws(0.4), 2), wanted!(draws(0.6), 2), wanted!(draws(0.4), 3)]).toEqual([3, 0, 0]);
    expect(mosaic({ width: 20, height: 20 })(first, draws())).toBe(first);
  });

  it('is not composed, as composing cannot draw images', () => {
    expect(() => compose(mosaic({ width: 8, height: 8 }))).toThrow(
      'compose: expected transforms of one image, got one that mixes in others.',
    );
  });
});
