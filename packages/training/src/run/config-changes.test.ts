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

  it('is empty for equal configs whose keys lie in another order', () => {
    expect(configChanges({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toEqual([]);
  });
});
