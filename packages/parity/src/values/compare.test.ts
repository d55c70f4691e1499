import { expect, test } from 'vitest';
import { compare, compareExactly } from './compare.ts';

const tolerance = { abs: 0.1, rel: 0.01 };
const one = (data: number[]) => ({ shape: [data.length], data });
const check = (got: number[], expected: number[], integer = false) =>
  compare('x', one(got), { ...one(expected), integer }, tolerance);

test('the tolerance is relative to the largest expected value of the tensor', () => {
  // allowed everywhere: 0.1 + 0.01 · 100 = 1.1
  expect(check([101, 1], [100, 0])).toEqual({ name: 'x', passed: true, absolute: 1, relative: 0.01 });
  const failed = check([101.2, 0], [100, 0]);
  expect(failed.passed).toBe(false);
  expect(failed.detail).toBe('1 of 2 differ; at [0] got 101.2, expected 100, allowed 1.10e+0');
});

test('integers are exact', () => {
  expect(check([3, 4], [3, 4], true).passed).toBe(true);
  expect(check([3.01, 4], [3, 4], true).passed).toBe(false);
  expect(compareExactly('count', 5, 6).passed).toBe(false);
});

test('shapes must agree', () => {
  const result = compare('x', { shape: [2, 1], data: [1, 2] }, { ...one([1, 2]), integer: false }, tolerance);
  expect(result.passed).toBe(false);
  expect(result.detail).toBe('shape [2, 1], expected [2]');
});

test('NaN and infinity pass only where they are expected', () => {
  expect(check([Number.NaN], [1]).passed).toBe(false);
  expect(check([1, 2, Number.NaN, 3], [1, 2, 3, 3]).detail).toContain('at [2] got NaN, expected 3');
  expect(check([1], [Number.NaN]).passed).toBe(false);
  expect(check([Number.NaN], [Number.NaN]).passed).toBe(true);
  expect(check([Number.POSITIVE_INFINITY], [Number.POSITIVE_INFINITY]).passed).toBe(true);
  expect(check([1e30], [Number.POSITIVE_INFINITY]).passed).toBe(false);
});

test('an empty tensor passes', () => {
  expect(check([], [])).toEqual({ name: 'x', passed: true, absolute: 0, relative: 0 });
});
