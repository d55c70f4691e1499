import fc from 'fast-check';
import { expect, it } from 'vitest';
import { descendingOrder } from './descending-order.ts';

it('orders like a stable comparison sort', () => {
  const value = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(0, -0, 0.5, 1, -1, Number.MIN_VALUE, -Number.MAX_VALUE),
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 40 }), (given) => {
      const expected = [...given.keys()].sort((a, b) => given[b]! - given[a]! || a - b);
      expect([...descendingOrder(Float64Array.from(given))]).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

it('takes equal zeros as equal, and nothing as nothing', () => {
  expect([...descendingOrder(Float64Array.of(-0, 0, 2, -0, -3, 0))]).toEqual([2, 0, 1, 3, 5, 4]);
  expect([...descendingOrder(new Float64Array(0))]).toEqual([]);
});
