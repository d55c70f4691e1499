import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { INFERENCE } from '../context.ts';
import { ParameterStore } from '../parameters.ts';
import { groupCount, groupNorm } from './group-norm.ts';

describe('groupCount', () => {
  it.each([
    { channels: 256, groups: 32, minimum: 2, expected: 32 },
    // 64 / 2 = 32 groups of 2
    { channels: 64, groups: 32, minimum: 2, expected: 32 },
    // 48 / 2 = 24 divides 48
    { channels: 48, groups: 32, minimum: 2, expected: 24 },
    // at most 40 / 2 = 20 groups, which divides 40
    { channels: 40, groups: 32, minimum: 2, expected: 20 },
    // at most 16 groups of 16 or more channels
    { channels: 256, groups: 32, minimum: 16, expected: 16 },
    // 7 is prime: at most 3 groups, and neither 3 nor 2 divides it
    { channels: 7, groups: 32, minimum: 2, expected: 1 },
    { channels: 1, groups: 32, minimum: 2, expected: 1 },
  ])('is $expected for $channels channels, $groups groups of $minimum or more', (example) => {
    expect(groupCount(example.channels, example.groups, example.minimum)).toBe(example.expected);
  });

  it('refuses what is no whole number', () => {
    expect(() => groupCount(10, 0, 2)).toThrow('groupCount: groups: expected a whole number ≥ 1, got 0.');
  });
});

describeBackends('groupNorm layer', () => {
  it('normalises each image and group by itself', async () => {
    const store = new ParameterStore();
    const layer = groupNorm(store.scope('gn'), { channels: 4, groups: 2 });
    const y = tidy(() => layer(tensor4d([1, 3, 10, 30, 5, 5, 0, 2], [2, 1, 1, 4]), INFERENCE));
    const values = await y.data();
    // Groups (1, 3), (10, 30), (0, 2) become ±1, up to epsilon; (5, 5) has no variance
    expectClose(values, [-1, 1, -1, 1, 0, 0, -1, 1], { abs: 1e-5 });
    expect(store.all.map(({ name, role }) => [name, role])).toEqual([
      ['gn.weight', 'norm'],
      ['gn.bias', 'norm'],
    ]);
    y.dispose();
    store.dispose();
  });
});
