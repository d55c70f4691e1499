import { expect, it } from 'vitest';
import { formatAlignment } from './format-alignment.ts';

it('gives a line for each figure, and a dash for none', () => {
  const boxes = { correct: 30734, redundant: 15242, error: 69013, background: 5 };
  expect(
    formatAlignment({ objects: 2, correlation: 0.4521, rankCorrelation: null, topIou: 0.661, ...boxes }),
  ).toBe(
    [
      'correlation of score and IoU, top 50    0.452',
      'correlation of their ranks                  –',
      'mean IoU, top 10                        0.661',
      'correct boxes                           30734',
      'redundant boxes                         15242',
      'error boxes                             69013',
      'background boxes                            5',
    ].join('\n'),
  );
});
