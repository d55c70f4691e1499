import { expect, it } from 'vitest';
import { bfloatToFloat, halfToFloat } from './half.ts';

it.each([
  [0x0000, 0],
  [0x8000, -0],
  [0x3c00, 1], // exponent 15: 2^0
  [0xc000, -2], // sign, exponent 16: -2^1
  [0x3555, 0.333251953125], // 2^-2 · (1 + 341 / 1024)
  [0x7bff, 65504], // 2^15 · (1 + 1023 / 1024), the largest
  [0x0001, 2 ** -24], // the smallest subnormal
  [0x03ff, 1023 * 2 ** -24],
  [0x0400, 2 ** -14], // the smallest normal
  [0x7c00, Number.POSITIVE_INFINITY],
  [0xfc00, Number.NEGATIVE_INFINITY],
  [0x7e00, Number.NaN],
])('the bits %i are %d', (bits, value) => {
  expect(halfToFloat(bits)).toBe(value);
});

it.each([
  [0x0000, 0],
  [0x8000, -0],
  // 0 01111111 0000000, 1 10000000 1000000
  [0x3f80, 1],
  [0xc040, -3],
  [0x0001, 2 ** -133],
  [0x7f80, Number.POSITIVE_INFINITY],
  [0x7fc0, Number.NaN],
])('0x%s is %d in bfloat16', (bits, value) => {
  expect(bfloatToFloat(bits)).toBe(value);
});
