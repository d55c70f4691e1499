import { expect, it } from 'vitest';
import { nearName } from './near-name.ts';

it('finds the name that was meant', () => {
  const names = ['learningRate', 'momentum', 'weightDecay'];
  expect(nearName('learningrate', names)).toBe('learningRate');
  expect(nearName('learnRate', names)).toBe('learningRate'); // three insertions, a third of nine
  expect(nearName('momentmu', names)).toBe('momentum'); // one swap
  expect(nearName('alhpa', ['alpha', 'beta'])).toBe('alpha'); // one swap, of five letters at most one edit
  expect(nearName('seed', names)).toBeUndefined();
  expect(nearName('ab', ['b'])).toBe('b');
  expect(nearName('x', [])).toBeUndefined();
});
