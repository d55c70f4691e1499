import { expect, it } from 'vitest';
import { epochOrder } from './epoch-order.ts';
import { mix32, permutation, randomOf } from './random.ts';

const take = (count: number, ...keys: number[]) => Array.from({ length: count }, randomOf(...keys));

it('repeats a stream, and tells streams of different keys apart', () => {
  expect(take(5, 1, 2)).toEqual(take(5, 1, 2));
  for (const other of [[1], [2, 1], [1, 2, 0], [1, 3], [0, 2]]) {
    expect(take(5, ...other)).not.toEqual(take(5, 1, 2));
  }
});

it('stays the same from version to version', () => {
  // Computed from the definition with Python's integers.
  expect(mix32(1)).toBe(69681622);
  expect(take(3, 0).map((value) => value * 2 ** 32)).toEqual([1931851069, 3321609776, 3428715243]);
  expect(take(2, 7, -1).map((value) => value * 2 ** 32)).toEqual([2871894350, 4282855634]);
});

it('is uniform on [0, 1)', () => {
  const values = take(40_000, 3, 4);
  const bins = new Array(10).fill(0);
  for (const value of values) bins[Math.floor(value * 10)] += 1;
  // 4000 ± 4 · sqrt(40000 · 0.1 · 0.9) = ± 240.
  for (const count of bins) expect(Math.abs(count - 4000)).toBeLessThan(240);
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(4 * (Math.sqrt(1 / 12) / Math.sqrt(40_000)));
});

it('has streams that do not depend on each other', () => {
  // First numbers of neighbouring keys: correlation of 10000 pairs below 4 / sqrt(10000).
  const first = Array.from({ length: 10_001 }, (_, key) => randomOf(5, key)() - 0.5);
  let sum = 0;
  for (let key = 0; key < 10_000; key++) sum += first[key]! * first[key + 1]!;
  expect(Math.abs(sum / 10_000 / (1 / 12))).toBeLessThan(0.04);
});

it('permutes: everything once, every place as likely', () => {
  const order = permutation(50, randomOf(9));
  expect(order.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  const places = [0, 0, 0, 0];
  for (let seed = 0; seed < 4000; seed++) places[permutation(4, randomOf(seed)).indexOf(0)]! += 1;
  // 1000 ± 4 · sqrt(4000 · 0.25 · 0.75) = ± 110.
  for (const count of places) expect(Math.abs(count - 1000)).toBeLessThan(110);
  expect(permutation(0, randomOf(1))).toEqual([]);
});

it('orders an epoch by seed and epoch, or not at all', () => {
  const order = (seed: number, epoch: number, shuffle = true) =>
    epochOrder({ count: 30, seed, epoch, shuffle });
  expect(order(1, 0)).toEqual(order(1, 0));
  expect(order(1, 0)).not.toEqual(order(1, 1));
  expect(order(1, 0)).not.toEqual(order(2, 0));
  expect(order(1, 5, false)).toEqual(Array.from({ length: 30 }, (_, index) => index));
});
