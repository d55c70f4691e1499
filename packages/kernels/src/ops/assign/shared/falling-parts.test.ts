import { expect, it } from 'vitest';
import { fallingParts, lowestBeside } from './falling-parts.ts';

it('orders by falling parts, and values of one part as they come', () => {
  const values = Float32Array.of(0.5, 0.999, 0.1, 0.501, 1.0000001, 0, 0.1, 7);
  const { order, sort } = fallingParts(8);
  sort(values, 7);
  // 63/64 = 0.984, 33/64 = 0.516
  expect([...order.subarray(0, 7)]).toEqual([1, 4, 0, 3, 2, 6, 5]);
  sort(values, 2);
  expect([...order.subarray(0, 2)]).toEqual([1, 0]);
});

it('bounds what follows: after a value below the bound, none reaches least', () => {
  expect(lowestBeside(0.5)).toBe(0.5);
  expect(lowestBeside(0.51)).toBe(0.5);
  expect(lowestBeside(1)).toBe(63 / 64);
  expect(lowestBeside(0)).toBe(0);
  const values = Float32Array.from({ length: 400 }, (_, i) => ((i * 0.618) % 1) * 1.0000001);
  const { order, sort } = fallingParts(400);
  sort(values, 400);
  const ordered = Array.from(order, (index) => values[index]!);
  for (const least of [0.02, 0.25, 0.3, 0.77, 0.99, 1]) {
    const end = ordered.findIndex((value) => value < lowestBeside(least));
    expect(end).toBeGreaterThan(0);
    expect(ordered.slice(end).every((value) => value < least)).toBe(true);
  }
});
