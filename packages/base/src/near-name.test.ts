import { expect, it } from 'vitest';
import { nearName, nearRemedy } from './near-name.ts';

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

it('says that two names look alike where they do, which to print both would not', () => {
  expect(nearRemedy('caf\u00e9', ['cafe\u0301', 'tea'])).toBe(
    'There is "cafe\u0301", which looks the same but has other characters (Unicode NFC and NFD, or spaces): write both alike. ',
  );
  expect(nearRemedy('nut ', ['nut'])).toContain('looks the same');
  expect(nearRemedy('nit', ['nut'])).toBe('Did you mean "nut"? ');
  expect(nearRemedy('x', ['nut'])).toBe('');
});
