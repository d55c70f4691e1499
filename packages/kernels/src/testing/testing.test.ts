import { customGrad, mul, square, sum, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { checkGradient, describeBackends, expectClose, uniformValues, withoutLeaks } from './index.ts';

describe('expectClose', () => {
  it('allows abs + rel · |expected| and names the worst value', () => {
    // 10.2 is 0.2 from 10: within 0.1 + 0.01 · 10 = 0.2 up to rounding, 10.3 is not
    expectClose([10.199], [10], { abs: 0.1, rel: 0.01 });
    expect(() => expectClose([1, 10.3], [1, 10], { abs: 0.1, rel: 0.01 })).toThrow(
      '1 of 2 values differ by more than 0.1 + 0.01 · |expected|; the worst, at 1: expected 10, got 10.3',
    );
  });

  it('matches infinities and NaN with themselves alone', () => {
    expectClose([Infinity, NaN], [Infinity, NaN], {});
    expect(() => expectClose([NaN], [0], { abs: 1e9 })).toThrow('got NaN');
    expect(() => expectClose([Infinity], [-Infinity], { abs: 1e9 })).toThrow('got Infinity');
  });

  it('refuses another number of values', () => {
    expect(() => expectClose([1], [1, 2], {})).toThrow('expected 2 values, got 1');
  });
});

describe('uniformValues', () => {
  it('depends on the seed alone and fills the interval evenly', () => {
    const values = uniformValues(10_000, { low: 2, high: 4, seed: 5 });
    expect(uniformValues(10_000, { low: 2, high: 4, seed: 5 })).toEqual(values);
    expect(uniformValues(4, { seed: 6 })).not.toEqual(uniformValues(4, { seed: 7 }));
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    // the mean of 10,000 uniform numbers of width 2 has a deviation of 2 / sqrt(12 · 10,000) = 0.0058
    expect(Math.abs(mean - 3)).toBeLessThan(0.02);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(2);
    expect(Math.max(...values)).toBeLessThan(4);
  });
});

describeBackends('checkGradient', () => {
  it('passes a right gradient and refuses a wrong one', async () => {
    const x = tensor1d([1, -2, 3]);
    await checkGradient((one) => square(one!), [x]);
    // x² with the derivative of x² / 2
    const wrong = customGrad((one) => {
      const value = one as Tensor;
      return { value: square(value), gradFunc: (dy) => mul(dy, value) };
    });
    await expect(checkGradient((one) => wrong(one!), [x])).rejects.toThrow(
      'derivatives are off; input 0, value 0: gradient',
    );
    x.dispose();
  });
});

describeBackends('withoutLeaks', () => {
  it('passes what is returned and refuses what is forgotten', async () => {
    const kept = await withoutLeaks(() => tidy(() => ({ total: sum(tensor1d([1, 2])) })));
    await expectClose(kept.total, 3, {});
    kept.total.dispose();
    const forgotten: Tensor[] = [];
    const forget = () => {
      forgotten.push(tensor1d([1]));
    };
    await expect(withoutLeaks(forget)).rejects.toThrow(
      'expected no tensor left behind, got 1 tensors and 1 buffers',
    );
    forgotten[0]!.dispose();
  });
});
