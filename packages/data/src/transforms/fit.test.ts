import { describe, expect, it } from 'vitest';
import { pixel } from '../testing/fixtures.ts';
import { boxesOf, draws, sampleWith, sizeOf } from '../testing/samples.ts';
import { fitWithin } from './fit.ts';
import { padTo } from './pad.ts';

describe('fitWithin and padTo', () => {
  it('are a letterbox in two steps, of which the padding is not valid', () => {
    const fitted = fitWithin({ width: 32, height: 32 })(sampleWith(40, 20, [10, 5, 20, 20]), draws());
    expect([sizeOf(fitted), boxesOf(fitted)]).toEqual([[32, 16], [[8, 4, 16, 16]]]); // × 0.8
    const padded = padTo({ width: 32, height: 32, fill: [1, 2, 3] })(fitted, draws());
    expect([sizeOf(padded), padded.validHeight, padded.validWidth]).toEqual([[32, 32], 16, 32]);
    expect(pixel(padded.image, 31, 16)).toEqual([1, 2, 3]);
    expect(() => padTo({ width: 20, height: 32, fill: [0, 0, 0] })(fitted, draws())).toThrow(
      'padTo: expected an image that fits in 20×32, got 32×16. Put a resize in front.',
    );
  });
});
