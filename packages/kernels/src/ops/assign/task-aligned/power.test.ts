import { expect, it } from 'vitest';
import { uniformValues } from '../../../testing/uniform-values.ts';
import { powerBounds, singlePrecisionPower } from './power.ts';

const numbers = [0, -0, 1e-40, 1e-7, 0.5, 1, 1.0000001, 3, -0.5, Infinity, Number.NaN].map(Math.fround);

it.each([1, 2, 6, 16, 17, 0, 0.5, 2.5, -1, -2])('raises to %d as ** does', (exponent) => {
  for (const base of [...numbers, ...uniformValues(2000, { high: 1.5, seed: 1 })]) {
    expect(singlePrecisionPower(base, exponent)).toBe(Math.fround(base ** exponent));
  }
});

it.each([0, 0.3, 1, 6])('bounds x ** %d from above, closely', (exponent) => {
  const bounds = powerBounds(exponent);
  for (const x of [0, 1, 1.0000001, ...uniformValues(2000, { seed: 2 })]) {
    expect(bounds.of(x)).toBeGreaterThanOrEqual(x ** exponent);
    // a part of 1/1024 further
    expect(bounds.of(x)).toBeLessThanOrEqual((x + 2 / 1024) ** exponent * 1.0001);
  }
});

it('finds from where on a power reaches a value', () => {
  const bounds = powerBounds(2);
  let reach = 0;
  for (const value of [0, 0.01, 0.25, 0.25, 0.9]) {
    reach = bounds.reach(value, reach);
    // no more than two parts below the root, never above it
    expect(reach).toBeLessThanOrEqual(Math.sqrt(value));
    expect(reach).toBeGreaterThan(Math.sqrt(value) - 2 / 1024);
  }
  expect(bounds.reach(2, reach)).toBe(1);
});

it('has no bound for an exponent below 0', () => {
  const bounds = powerBounds(-1);
  expect(bounds.of(0.5)).toBe(Infinity);
  expect(bounds.reach(1e30, 0)).toBe(0);
});
