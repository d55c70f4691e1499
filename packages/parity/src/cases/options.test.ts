import { expect, test } from 'vitest';
import { Unsupported } from '../unsupported.ts';
import { readOptions } from './options.ts';

test('reads values by kind', () => {
  const options = readOptions({
    topK: 9,
    training: true,
    levels: [1, 2],
    stride: [2, 1],
    sizes: [[1, 2]],
    avgFactor: null,
    phase: 'aligned',
    norm: { eps: 1e-5 },
  });
  expect(options.number('topK')).toBe(9);
  expect(options.boolean('training')).toBe(true);
  expect(options.numbers('levels')).toEqual([1, 2]);
  expect(options.pair('stride')).toEqual([2, 1]);
  expect(options.pairs('sizes')).toEqual([[1, 2]]);
  expect(options.numberOrNull('avgFactor')).toBeNull();
  expect(options.choice('phase', { aligned: 1, 'warm-up': 2 })).toBe(1);
  expect(options.section('norm').number('eps')).toBe(1e-5);
  expect(options.number('absent', 3)).toBe(3);
  options.finish();
});

test.each([
  ['a key that nobody read', () => readOptions({ alpha: 1 }).finish(), 'config.alpha is not known'],
  [
    'a key of a section that nobody read',
    () => {
      const options = readOptions({ norm: { kind: 'group' } });
      options.section('norm');
      options.finish();
    },
    'config.norm.kind is not known',
  ],
  ['an absent value', () => readOptions({}).number('topK'), 'config.topK is absent'],
  ['a value of another kind', () => readOptions({ topK: '9' }).number('topK'), 'config.topK is "9"'],
  ['an unknown choice', () => readOptions({ rule: 'x' }).choice('rule', { y: 1 }), 'config.rule is "x"'],
  [
    'a value other than the only one supported',
    () => readOptions({ rule: 'x' }).fixed({ rule: 'y' }),
    'config.rule is "x"',
  ],
  [
    'a name that every object has',
    () => readOptions({ rule: 'toString' }).choice('rule', {}),
    'config.rule is',
  ],
])('%s makes a case unsupported', (_, read, message) => {
  expect(read).toThrow(Unsupported);
  expect(read).toThrow(message);
});

test('fixed takes one of several values, and lists of numbers as they are', () => {
  const options = readOptions({ epsRule: 'b', ratios: [1], kernel: 3 });
  options.fixed({ epsRule: ['a', 'b'], ratios: [[1]], kernel: [3, [3, 3]], absent: 5 });
  options.finish();
  expect(() => readOptions({ ratios: [1, 2] }).fixed({ ratios: [[1]] })).toThrow('config.ratios is [1,2]');
});
