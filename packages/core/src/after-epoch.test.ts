import { describe as describePart, descriptionOf } from '@tandem-det/base';
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
      'afterEpoch: epoch: expected a whole number ≥ 0, got -1.',
    );
    expect(() => afterEpoch(1, named('a'), undefined as never)).toThrow(
      'afterEpoch: after: expected an assigner or a loss, such as taskAligned() or focal(), got nothing.',
    );
  });

  it('says what it is made of', () => {
    expect(descriptionOf(afterEpoch(4, named('a'), describePart(named('b'), 'b', { beta: 2 })))).toEqual({
      kind: 'afterEpoch',
      options: {
        epoch: 4,
        before: { kind: 'unknown', options: { name: 'without a name' } },
        after: { kind: 'b', options: { beta: 2 } },
      },
    });
  });
});
