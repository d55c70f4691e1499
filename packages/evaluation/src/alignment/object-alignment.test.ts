import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pearson, ranks } from './correlation.ts';
import { alignmentOf } from './object-alignment.ts';
import { summarizeAlignment } from './summarize-alignment.ts';

/** Boxes of height 10 from x = 0, whose IoU with [0, 0, 10, 10] is width / 10. */
const ofWidths = (...widths: number[]) => widths.flatMap((width) => [0, 0, width, 10]);
const object = { box: [0, 0, 10, 10], classIndex: 0 } as const;

describe('pearson', () => {
  it('is the covariance over the deviations', () => {
    // x − 2: −1, 0, 1; y − 3: −2, 1, 1: 3 / sqrt(2 · 6)
    expect(pearson([1, 2, 3], [1, 4, 4])).toBeCloseTo(3 / Math.sqrt(12), 14);
    expect(pearson([0.1, 0.2, 0.3], [3, 2, 1])).toBe(-1);
  });

  it('is not defined for one pair, or where a side is constant', () => {
    expect(pearson([], [])).toBeNull();
    expect(pearson([1], [2])).toBeNull();
    expect(pearson([0.1, 0.1, 0.1], [1, 2, 3])).toBeNull();
    expect(pearson([1, 2, 3], [0.1, 0.1, 0.1])).toBeNull();
  });
});

it('ranks share the mean where values are equal', () => {
  // sorted: 2, 5, 5, 7: ranks 1, (2 + 3) / 2 twice, 4
  expect(ranks([5, 7, 5, 2])).toEqual([2.5, 4, 2.5, 1]);
  expect(ranks([])).toEqual([]);
});

describe('alignmentOf', () => {
  it('takes the predictions of highest score', () => {
    const boxes = ofWidths(8, 6, 4, 9);
    const scores = [0.9, 0.6, 0.3, 0.1];
    const [found] = alignmentOf({ boxes, scores, objects: [object] }, { correlated: 3, averaged: 2 });
    // the first three: score 0.9, 0.6, 0.3 on IoU 0.8, 0.6, 0.4 is a line; the first two: (0.8 + 0.6) / 2
    expect(found).toEqual({
      predictions: 4,
      correlation: expect.closeTo(1, 12),
      rankCorrelation: expect.closeTo(1, 12),
      topIou: expect.closeTo(0.7, 12),
    });
    const [all] = alignmentOf({ boxes, scores, objects: [object] });
    // ranks of scores 4 3 2 1, of IoUs 3 2 1 4: deviations 1.5 .5 −.5 −1.5 and .5 −.5 −1.5 1.5, −1 / 5
    expect(all!.rankCorrelation).toBeCloseTo(-0.2, 12);
    expect(all!.topIou).toBeCloseTo((0.8 + 0.6 + 0.4 + 0.9) / 4, 12);
  });

  it('reads the score of the class of the object', () => {
    const boxes = ofWidths(8, 6, 4);
    const scores = [0.9, 0.1, 0.6, 0.2, 0.3, 0.3];
    const [first, second] = alignmentOf({ boxes, scores, objects: [object, { ...object, classIndex: 1 }] });
    expect(first!.correlation).toBeCloseTo(1, 12);
    expect(second!.correlation).toBeCloseTo(-1, 12);
  });

  it('leaves each prediction to the object of a class that it overlaps most', () => {
    const far = { box: [5, 0, 15, 10], classIndex: 0 } as const;
    // [0, 0, 8, 10] overlaps the near object by 0.8, the far one by 30 / 150 = 0.2; [6, 0, 15, 10] the far by 0.9
    const boxes = [0, 0, 8, 10, 6, 0, 15, 10];
    const found = alignmentOf({ boxes, scores: [0.5, 0.5], objects: [object, far] });
    expect(found.map(({ predictions, topIou }) => [predictions, topIou])).toEqual([
      [1, 0.8],
      [1, 0.9],
    ]);
    const other = alignmentOf({
      boxes,
      scores: [0.5, 0, 0, 0.5],
      objects: [object, { ...far, classIndex: 1 }],
    });
    expect(other.map(({ predictions }) => predictions)).toEqual([2, 2]);
  });

  it('leaves out what overlaps too little, and degenerate boxes', () => {
    // IoU 0.05 is below 0.1; a box of no width and one inside out overlap nothing
    const boxes = [...ofWidths(0.5, 1), 4, 0, 4, 10, 8, 8, 2, 2];
    const [found] = alignmentOf({ boxes, scores: [0.9, 0.5, 0.8, 0.7], objects: [object] });
    expect(found).toEqual({ predictions: 1, correlation: null, rankCorrelation: null, topIou: 0.1 });
    expect(alignmentOf({ boxes: [], scores: [], objects: [] })).toEqual([]);
    const [none] = alignmentOf({ boxes: ofWidths(0.5), scores: [0.9], objects: [object] });
    expect(none).toEqual({ predictions: 0, correlation: null, rankCorrelation: null, topIou: 0 });
  });

  it('does not depend on the order of places with unlike scores', () => {
    const place = fc.record({
      width: fc.integer({ min: 1, max: 20 }),
      score: fc.integer({ max: 999, min: 1 }),
    });
    const places = fc.uniqueArray(place, { selector: ({ score }) => score, maxLength: 20 });
    fc.assert(
      fc.property(places, (given) => {
        const measure = (list: typeof given) =>
          alignmentOf(
            {
              boxes: ofWidths(...list.map(({ width }) => width)),
              scores: list.map(({ score }) => score / 1000),
              objects: [object],
            },
            { correlated: 8, averaged: 4 },
          );
        expect(measure([...given].reverse())).toEqual(measure(given));
      }),
    );
  });

  it('refuses classes that are not predicted', () => {
    expect(() =>
      alignmentOf({ boxes: ofWidths(5), scores: [0.5], objects: [{ ...object, classIndex: 1 }] }),
    ).toThrow('alignmentOf: objects: expected classes below 1, got 1.');
    expect(() => alignmentOf({ boxes: ofWidths(5, 6), scores: [1, 1, 1], objects: [] })).toThrow(
      'alignmentOf: scores: expected a multiple of the number of boxes, got 3 scores, 2 boxes.',
    );
  });
});

describe('summarizeAlignment', () => {
  it('averages over objects, correlations where they are defined', () => {
    const one = { predictions: 3, correlation: 0.5, rankCorrelation: 1, topIou: 0.8 };
    const none = { predictions: 0, correlation: null, rankCorrelation: null, topIou: 0 };
    expect(summarizeAlignment([one, none, { ...one, correlation: 0.1 }])).toEqual({
      objects: 3,
      correlation: 0.3,
      rankCorrelation: 1,
      topIou: 1.6 / 3,
    });
    expect(summarizeAlignment([])).toEqual({
      objects: 0,
      correlation: null,
      rankCorrelation: null,
      topIou: null,
    });
  });
});
