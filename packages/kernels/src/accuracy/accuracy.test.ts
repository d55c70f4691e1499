import { describe, expect, it } from 'vitest';
import * as kernels from '../index.ts';
import { describeBackends } from '../testing/index.ts';
import { accuracyOps } from './accuracy-ops.ts';
import { measure } from './measure.ts';

/** What the package exports beside ops; batchNormAffine is measured as part of batchNormFrozen. */
const OTHERS = ['batchNormAffine', 'checkShape', 'withoutTape'];

describe('accuracyOps', () => {
  it('has every op that the package exports, once', () => {
    const exported = Object.keys(kernels).filter((name) => !OTHERS.includes(name));
    expect(accuracyOps.map(({ op }) => op).sort()).toEqual(exported.sort());
  });
});

describeBackends('against float64', () => {
  for (const one of accuracyOps) {
    it(`${one.op}: within ${one.bound}, gradients within ${one.gradientBound}`, async () => {
      const { error, gradientError } = await measure(one);
      expect(error).toBeLessThanOrEqual(one.bound);
      if (gradientError !== null) expect(gradientError).toBeLessThanOrEqual(one.gradientBound);
    });
  }
});
