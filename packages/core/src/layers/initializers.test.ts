import { describe, expect, it } from 'vitest';
import { randomNumbers } from '../testing/random.ts';
import {
  constant,
  fanInUniform,
  kaimingNormal,
  normal,
  priorBias,
  uniform,
  xavierUniform,
} from './initializers.ts';

function moments(values: Float32Array): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

describe('initializers', () => {
  it('fills with a constant', () => {
    expect(constant(3)([2, 2], () => 0)).toEqual(new Float32Array([3, 3, 3, 3]));
  });

  it('draws normal values of the deviation asked for, an odd number too', () => {
    const values = normal(0.5)([20001], randomNumbers(3));
    const { mean, deviation } = moments(values);
    // The mean of 20001 values has a deviation of 0.5 / sqrt(20001) = 0.0035, their deviation one of 0.0025.
    expect(Math.abs(mean)).toBeLessThan(0.014);
    expect(Math.abs(deviation - 0.5)).toBeLessThan(0.01);
    // 4.55 % of a normal distribution lies beyond two deviations: 910 ± 29 of 20001.
    const tails = values.filter((value) => Math.abs(value) > 1).length;
    expect(Math.abs(tails - 910)).toBeLessThan(120);
  });

  it('draws uniform values within the bound', () => {
    const values = uniform(2)([5000], randomNumbers(4));
    expect(Math.max(...values)).toBeGreaterThan(1.9);
    expect(Math.min(...values)).toBeLessThan(-1.9);
    expect(values.every((value) => Math.abs(value) <= 2)).toBe(true);
  });

  it('scales Kaiming by the fan-out', () => {
    // [3, 3, 16, 32]: fan-out 3 · 3 · 32 = 288, deviation sqrt(2 / 288) = 1 / 12
    const { deviation } = moments(kaimingNormal()([3, 3, 16, 32], randomNumbers(5)));
    expect(deviation).toBeCloseTo(1 / 12, 2);
  });

  it('scales Xavier by fan-in and fan-out', () => {
    // [1, 1, 20, 4]: bound sqrt(6 / (20 + 4)) = 0.5
    const values = xavierUniform()([1, 1, 20, 4], randomNumbers(6));
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.45);
  });

  it("scales PyTorch's own by the fan-in", () => {
    // [3, 3, 4, 20]: fan-in 3 · 3 · 4 = 36, bound 1 / 6
    const sizes = fanInUniform()([3, 3, 4, 20], randomNumbers(6)).map(Math.abs);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1 / 6);
    expect(Math.max(...sizes)).toBeGreaterThan(0.16);
  });

  it('refuses what is no filter', () => {
    expect(() => kaimingNormal()([4], () => 0)).toThrow(
      'kaimingNormal: expected a convolution filter [U, V, I, O], got [4].',
    );
  });

  it('makes a sigmoid start at the prior probability', () => {
    // -ln(0.99 / 0.01) = -ln 99
    expect(priorBias(0.01)([1], () => 0)[0]).toBeCloseTo(-4.59512, 5);
    expect(priorBias(0.5)([1], () => 0)[0]).toBeCloseTo(0, 12);
  });
});
