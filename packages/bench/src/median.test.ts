import { expect, it } from 'vitest';
import { median } from './median.ts';

it('takes the middle value', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5); // (2 + 3) / 2
  expect(() => median([])).toThrow('median: expected at least one value, got none.');
});
