import { describe, expect, it } from 'vitest';
import { configChanges } from './config-changes.ts';

describe('configChanges', () => {
  it('lists the places that differ, with both values', () => {
    const before = { training: { batchSize: 4, seed: 0 }, decay: [8, 11], gone: 1 };
    const after = { training: { batchSize: 8, seed: 0 }, decay: [8, 12], added: 'x' };
    expect(configChanges(before, after)).toEqual([
      'training.batchSize: was 4, is 8',
      'decay: was [8,11], is [8,12]',
      'gone: was 1, is null',
      'added: was null, is "x"',
    ]);
  });

  it('goes into lists of parts, and says of another kind of part which it is', () => {
    const loss = (weight: string) => ({
      kind: 'sumLosses',
      options: {
        losses: [
          { kind: 'focal', options: {} },
          { kind: 'giou', options: { weight } },
        ],
      },
    });
    expect(configChanges({ loss: loss('one') }, { loss: loss('alignment') })).toEqual([
      'loss.options.losses.1.options.weight: was "one", is "alignment"',
    ]);
    const other = { kind: 'atss', options: { topK: 9 } };
    expect(
      configChanges({ assigner: other }, { assigner: { kind: 'taskAligned', options: { topK: 13 } } }),
    ).toEqual(['assigner: was atss, is taskAligned']);
  });

  it('is empty for equal configs whose keys lie in another order', () => {
    expect(configChanges({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toEqual([]);
  });
});
