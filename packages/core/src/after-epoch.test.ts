import { describe, expect, it } from 'vitest';
import { afterEpoch } from './after-epoch.ts';
import type { Loss, LossTerms } from './loss.ts';

const named =
  (name: string): Loss =>
  () =>
    ({ [name]: 0 }) as unknown as LossTerms;
const call = (loss: Loss, epoch: number) =>
  Object.keys(loss({} as never, {} as never, {} as never, {} as never, { step: 0, epoch }));

describe('afterEpoch', () => {
  it('takes the first for that many epochs, counted from 0', () => {
    const loss = afterEpoch(4, named('warm-up'), named('aligned'));
    expect([0, 3, 4, 5].map((epoch) => call(loss, epoch)[0])).toEqual([
      'warm-up',
      'warm-up',
      'aligned',
      'aligned',
    ]);
    expect(call(afterEpoch(0, named('warm-up'), named('aligned')), 0)).toEqual(['aligned']);
  });

  it('refuses what is no number of epochs', () => {
    expect(() => afterEpoch(-1, named('a'), named('b'))).toThrow(
      'afterEpoch: expected a whole number of epochs ≥ 0, got -1.',
    );
  });
});
