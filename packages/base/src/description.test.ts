import { expect, it } from 'vitest';
import { describe, descriptionOf, isDescription, ownPart, unknownParts } from './description.ts';

const positives = describe(() => 1, 'positives', { floor: { atLeast: 1 } });
const giou = describe(() => 2, 'giou', { weight: 'one', normalizer: positives, name: undefined });
const myLoss = () => 3;

it('holds the options as plain JSON, with the parts among them as descriptions of their own', () => {
  expect(descriptionOf(describe({}, 'sum', { losses: [giou], preNms: Number.POSITIVE_INFINITY }))).toEqual({
    kind: 'sum',
    options: {
      losses: [
        {
          kind: 'giou',
          options: { weight: 'one', normalizer: { kind: 'positives', options: { floor: { atLeast: 1 } } } },
        },
      ],
      preNms: 'Infinity',
    },
  });
});

it('does not show among the keys of a part', () => {
  expect(Object.keys(describe({ a: 1 }, 'part'))).toEqual(['a']);
});

it('names the parts that say nothing of themselves, wherever they are', () => {
  const sum = describe(() => 0, 'sumLosses', { losses: [giou, myLoss, { weight: 2, loss: () => 1 }] });
  expect(unknownParts(descriptionOf(sum))).toEqual(['losses.1 (myLoss)', 'losses.2.loss (loss)']);
  expect(unknownParts(descriptionOf(() => 1))).toEqual(['(without a name)']);
  expect(unknownParts(descriptionOf(giou))).toEqual([]);
});

it('takes the version of a part of your own for its identity', () => {
  const own = ownPart(() => 3, { version: 2, kind: 'myLoss', options: { beta: 3 } });
  expect(descriptionOf(own)).toEqual({ kind: 'myLoss', options: { beta: 3 }, version: 2 });
  expect(unknownParts({ loss: descriptionOf(own) })).toEqual([]);
  expect(() => ownPart(() => 3, {} as never)).toThrow(
    'ownPart: version: expected a version, such as 1, got nothing.',
  );
});

it('tells descriptions from other values', () => {
  expect(isDescription(descriptionOf(giou))).toBe(true);
  expect(isDescription({ kind: 'group', groups: 32 })).toBe(false);
});

it('takes a version for a part that is made of parts of your own', () => {
  const sum = describe(() => 0, 'sumLosses', { losses: [() => 1] });
  expect(descriptionOf(ownPart(sum, { version: 1, kind: 'mySum' }))).toEqual({
    kind: 'mySum',
    options: {},
    version: 1,
  });
});

it('takes your version of a part that says something of itself', () => {
  const own = ownPart(
    describe(() => 1, 'giou', { weight: 'one' }),
    { version: 1, kind: 'myGiou' },
  );
  expect(descriptionOf(own)).toEqual({ kind: 'myGiou', options: {}, version: 1 });
});
