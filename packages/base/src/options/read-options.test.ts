import { expect, it } from 'vitest';
import { z } from 'zod';
import { count, fraction, nonNegative } from './numbers.ts';
import { partOption } from './part-option.ts';
import { readOptions } from './read-options.ts';

const schema = z.strictObject({
  topK: count.default(9),
  weight: z.enum(['centerness', 'alignment']).default('centerness'),
  normalizer: partOption<() => number>('a normalizer, such as positives()').optional(),
  soft: z.strictObject({ sigma: nonNegative.default(0.5) }).optional(),
  norm: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('batch'), momentum: fraction.default(0.1) }),
      z.strictObject({ kind: z.literal('group'), groups: count.default(32) }),
    ])
    .prefault({ kind: 'batch' }),
});
const read = (options: object) => readOptions('part', schema, options);

it('fills in the defaults, also within sections, and keeps parts as they are', () => {
  const normalizer = () => 2;
  expect(read({ normalizer, soft: {}, norm: { kind: 'group' } })).toEqual({
    topK: 9,
    weight: 'centerness',
    normalizer,
    soft: { sigma: 0.5 },
    norm: { kind: 'group', groups: 32 },
  });
  expect(read({ topK: undefined }).topK).toBe(9);
});

it.each([
  [
    { weigth: 'alignment' },
    'part: expected only the options topK, weight, normalizer, soft, norm, got the unknown option "weigth". Did you mean "weight"?',
  ],
  [
    { weight: 'centernes' },
    'part: weight: expected one of "centerness", "alignment", got "centernes". Did you mean "centerness"?',
  ],
  [{ topK: 0 }, 'part: topK: expected a whole number ≥ 1, got 0.'],
  [{ topK: 1.5 }, 'part: topK: expected a whole number ≥ 1, got 1.5.'],
  [{ topK: Number.NaN }, 'part: topK: expected a whole number ≥ 1, got NaN.'],
  [{ topK: '9' }, 'part: topK: expected a whole number ≥ 1, got "9".'],
  [{ normalizer: 4 }, 'part: normalizer: expected a normalizer, such as positives(), got 4.'],
  [
    { soft: { sigmas: 1 } },
    'part: soft: expected only the options sigma, got the unknown option "sigmas". Did you mean "sigma"?',
  ],
  [
    { norm: { kind: 'grup' } },
    'part: norm.kind: expected one of "batch", "group", got "grup". Did you mean "group"?',
  ],
  [
    { norm: { kind: 'group', momentum: 0.1 } },
    'part: norm: expected only the options kind, groups, got the unknown option "momentum". Remove it.',
  ],
  [{ topK: 0, weight: 1 }, /^part: topK: .* got 0\. part: weight: expected one of .* got 1\.$/],
  [
    { scores: { dataId: {}, shape: [1] } },
    'part: expected options, got "scores", a tensor. Call what makes the part: part(), not part.',
  ],
])('refuses %j', (options, message) => {
  expect(() => read(options)).toThrow(message);
});

it('refuses what are no options', () => {
  expect(() => readOptions('part', schema, 3 as never)).toThrow('part: expected options, got 3.');
});
