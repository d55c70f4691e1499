import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { count } from './numbers.ts';
import { orInfinity } from './or-infinity.ts';
import { readOptions } from './read-options.ts';

const options = z.strictObject({ most: orInfinity(count, 'a whole number ≥ 1').default(3) });

describe('orInfinity', () => {
  it('takes the numbers of the schema, Infinity, and its text', () => {
    expect(readOptions('take', options, {})).toEqual({ most: 3 });
    expect(readOptions('take', options, { most: 5 })).toEqual({ most: 5 });
    expect(readOptions('take', options, { most: Number.POSITIVE_INFINITY })).toEqual({ most: Infinity });
    expect(readOptions('take', options, { most: 'Infinity' })).toEqual({ most: Infinity });
  });

  it.each([0, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, 'infinite'])('refuses %s', (most) => {
    expect(() => readOptions('take', options, { most: most as never })).toThrow(
      /^take: most: expected a whole number ≥ 1(, or Infinity)?, got/,
    );
  });
});
