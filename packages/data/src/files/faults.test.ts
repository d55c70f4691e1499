import { ExpectationError } from '@tandem-det/base';
import { expect, it } from 'vitest';
import { createFaults } from './faults.ts';

const high = (index: number, got: string) =>
  new ExpectationError(`a.json: annotations[${index}].bbox[3]`, 'a height > 0 (of a.png)', got, 'Mend it.');

it('gathers faults by kind, and throws the first with all of them', () => {
  const faults = createFaults();
  expect(faults.attempt(() => 3)).toBe(3);
  for (let index = 0; index < 7; index++) faults.add(high(index, String(-index)));
  const refuse = (): number => {
    throw new ExpectationError('a.txt: line 12, class', 'an index', '"x"');
  };
  expect(faults.attempt(refuse)).toBeUndefined();
  expect(faults.groups()).toEqual([
    {
      kind: 'annotations[].bbox[]: expected a height > 0',
      count: 7,
      remedy: 'Mend it.',
      examples: [0, 1, 2, 3, 4].map(
        (index) => `a.json: annotations[${index}].bbox[3]: got ${index && -index}`,
      ),
    },
    { kind: 'class: expected an index', count: 1, remedy: '', examples: ['a.txt: line 12, class: got "x"'] },
  ]);
  expect(() => faults.settle('error', () => {})).toThrow(
    'a.json: annotations[0].bbox[3]: expected a height > 0 (of a.png), got 0. Mend it. To leave out what is wrong: badObjects: "skip".\n' +
      '8 faults in all:\n' +
      '7 × annotations[].bbox[]: expected a height > 0 (a.json: annotations[0].bbox[3]: got 0; a.json: annotations[1].bbox[3]: got -1; a.json: annotations[2].bbox[3]: got -2; …)\n' +
      '1 × class: expected an index (a.txt: line 12, class: got "x")',
  );
  const lines: string[] = [];
  faults.settle('skip', (line) => lines.push(line));
  expect(lines.map((line) => line.slice(0, 15))).toEqual(['left out: 7 × a', 'left out: 1 × c']);
});

it('is silent where there is none, keeps one as it is, and does not hide other errors', () => {
  const faults = createFaults();
  faults.settle('error', () => {});
  expect(() =>
    faults.attempt(() => {
      throw new TypeError('a bug');
    }),
  ).toThrow('a bug');
  faults.add(high(3, '-1'));
  expect(() => faults.settle('error', () => {})).toThrow(
    /^a\.json: annotations\[3\]\.bbox\[3\]: expected a height > 0 \(of a\.png\), got -1\. Mend it\. To leave out what is wrong: badObjects: "skip"\.$/,
  );
});
