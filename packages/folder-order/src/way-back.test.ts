import { expect, it } from 'vitest';
import { wayBack } from './way-back.ts';

const edges = ['ab', 'bc', 'ca', 'ac'].map((pair) => ({ from: pair[0]!, to: pair[1]! }));

it('is the shortest way, with both ends', () => {
  expect(wayBack(edges, 'a', 'c')).toEqual(['a', 'c']);
  expect(wayBack(edges, 'b', 'a')).toEqual(['b', 'c', 'a']);
});

it('is undefined where no edge leads there', () => {
  expect(wayBack([{ from: 'a', to: 'b' }], 'b', 'a')).toBeUndefined();
});
