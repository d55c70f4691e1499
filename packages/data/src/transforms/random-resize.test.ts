import { describe, expect, it } from 'vitest';
import { draws, sampleWith, sizeOf } from '../testing/samples.ts';
import { randomResize } from './random-resize.ts';

describe('randomResize', () => {
  it('draws one of the values', () => {
    const transform = randomResize({ shortSides: [10, 20, 30], longSide: 200 });
    // 0.5 · 3 = 1.5: the second. 40 × 20 to a short side of 20.
    expect(sizeOf(transform(sampleWith(40, 20), draws(0.5)))).toEqual([40, 20]);
    expect(sizeOf(transform(sampleWith(40, 20), draws(0.99)))).toEqual([60, 30]);
  });

  it('draws from a range with both ends in it', () => {
    const transform = randomResize({ shortSides: [10, 12], longSide: 200, mode: 'range' });
    const sides = [0, 0.34, 0.999].map((value) => sizeOf(transform(sampleWith(40, 20), draws(value)))[1]);
    expect(sides).toEqual([10, 11, 12]);
  });

  it('refuses a range the wrong way round, and sides above the longest', () => {
    const range = { shortSides: [12, 10], longSide: 200, mode: 'range' } as const;
    expect(() => randomResize(range)).toThrow(
      'randomResize: shortSides: expected sides from 1 to 200, ascending, got 12, 10.',
    );
    expect(() => randomResize({ shortSides: [300], longSide: 200 })).toThrow('got 300.');
  });
});
