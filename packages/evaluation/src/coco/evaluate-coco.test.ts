import { expect, test } from 'vitest';
import type { CocoAnnotation, CocoBox, CocoDetection } from '../truth/coco-types.ts';
import { type CocoStats, evaluateCoco, statsList } from './evaluate-coco.ts';

const categories = [{ id: 3, name: 'cat' }];
const images = [{ id: 1 }, { id: 2 }];
let nextId = 1;
const object = (bbox: CocoBox, rest: Partial<CocoAnnotation> = {}): CocoAnnotation => ({
  id: nextId++,
  image_id: 1,
  category_id: 3,
  bbox,
  ...rest,
});
const found = (bbox: CocoBox, score: number, rest: Partial<CocoDetection> = {}): CocoDetection => ({
  image_id: 1,
  category_id: 3,
  bbox,
  score,
  ...rest,
});
const expectStats = (stats: CocoStats, expected: readonly number[]) => {
  for (const [index, value] of statsList(stats).entries())
    expect(value, `number ${index}`).toBeCloseTo(expected[index]!, 12);
};
const evaluate = (annotations: CocoAnnotation[], detections: CocoDetection[]) =>
  evaluateCoco({ groundTruth: { images, annotations, categories }, detections });

test('a perfect detection of one object', () => {
  const box: CocoBox = [10, 10, 40, 40]; // area 1600: medium
  const { stats, categories: perCategory } = evaluate([object(box)], [found(box, 0.9)]);
  // the precision of 1 of 1 is 1 / (1 + 2^-52)
  const one = 1 - 2 ** -52;
  expectStats(stats, [one, one, one, -1, one, -1, 1, 1, 1, -1, 1, -1]);
  expect(perCategory).toEqual([
    { id: 3, name: 'cat', objects: 1, ap: stats.ap, ap50: stats.ap50, ap75: stats.ap75, ar100: 1 },
  ]);
});

test('a wrong detection above the right one halves the precision', () => {
  const box: CocoBox = [0, 0, 10, 10];
  const { stats } = evaluate([object(box)], [found([50, 50, 10, 10], 0.9), found(box, 0.8)]);
  // after the second: 1 right of 2; every recall is reached there
  expect(stats.ap).toBeCloseTo(0.5, 12);
  expect(stats.ar1).toBe(0);
  expect(stats.ar10).toBe(1);
});

test('overlap 0.6 counts at the thresholds 0.50, 0.55 and 0.60', () => {
  // [0, 0, 10, 10] and [0, 0, 10, 6]: intersection 60, union 100, exactly 0.6 = the third threshold,
  // which numpy computes as 0.5 + 2 · 0.05 = 0.6
  const { stats } = evaluate([object([0, 0, 10, 10])], [found([0, 0, 10, 6], 0.9)]);
  expect(stats.ap).toBeCloseTo(0.3, 12);
  expect(stats.ap50).toBeCloseTo(1, 12);
  expect(stats.ap75).toBe(0);
});

test('one of two objects found: precision 1 up to recall 0.5', () => {
  const { stats } = evaluate(
    [object([0, 0, 10, 10]), object([0, 0, 10, 10], { image_id: 2 })],
    [found([0, 0, 10, 10], 0.9)],
  );
  // recalls 0, 0.01, ..., 0.50 are reached: 51 of 101
  expect(stats.ap).toBeCloseTo(51 / 101, 12);
  expect(stats.ar100).toBe(0.5);
});

test('what lies in a crowd is neither right nor wrong', () => {
  const crowd = object([0, 0, 100, 100], { iscrowd: 1 });
  const detections = [
    found([0, 0, 10, 10], 0.95), // overlap with the crowd 100 / 100 = 1
    found([20, 20, 10, 10], 0.9), // a crowd can be matched again
    found([300, 0, 10, 10], 0.8), // right
  ];
  const { stats, categories: perCategory } = evaluate([crowd, object([300, 0, 10, 10])], detections);
  expect(stats.ap).toBeCloseTo(1, 12);
  expect(perCategory[0]?.objects).toBe(1);
});

test('the annotation decides the size; an unmatched detection of another size is ignored', () => {
  const { stats } = evaluate(
    [object([0, 0, 50, 50], { area: 900 })], // small by its area, though its box has 2500
    [found([200, 200, 50, 50], 0.9), found([0, 0, 50, 50], 0.8)],
  );
  // all sizes: precision 1/2; small: the wrong detection of area 2500 is left out; medium: no object
  expect(stats.ap).toBeCloseTo(0.5, 12);
  expect(stats.apSmall).toBeCloseTo(1, 12);
  expect([stats.apMedium, stats.apLarge]).toEqual([-1, -1]);
});

test('equal scores: the earlier image first, then the earlier detection', () => {
  const box: CocoBox = [0, 0, 10, 10];
  const right = found(box, 0.5, { image_id: 2 });
  const wrong = found([50, 50, 10, 10], 0.5);
  const truth = [object(box, { image_id: 2 })];
  // the wrong one is in image 1 and ranks first however they are given
  expect(evaluate(truth, [right, wrong]).stats.ap).toBeCloseTo(0.5, 12);
  const same = found([50, 50, 10, 10], 0.5, { image_id: 2 });
  expect(evaluate(truth, [right, same]).stats.ap).toBeCloseTo(1, 12);
  expect(evaluate(truth, [same, right]).stats.ap).toBeCloseTo(0.5, 12);
});

test('only the best 100 detections of an image and class count', () => {
  const box: CocoBox = [0, 0, 10, 10];
  const wrong = Array.from({ length: 100 }, (_, index) => found([50 + index, 50, 10, 10], 0.9));
  expect(evaluate([object(box)], [...wrong, found(box, 0.8)]).stats.ar100).toBe(0);
  expect(evaluate([object(box)], [...wrong.slice(1), found(box, 0.8)]).stats.ar100).toBe(1);
});

test('nothing detected is 0, nothing to detect is -1', () => {
  expect(statsList(evaluate([object([0, 0, 10, 10])], []).stats)).toEqual([
    0, 0, 0, 0, -1, -1, 0, 0, 0, 0, -1, -1,
  ]);
  expect(statsList(evaluate([], [found([0, 0, 9, 9], 1)]).stats)).toEqual(Array(12).fill(-1));
  expect(
    statsList(
      evaluateCoco({ groundTruth: { images: [], annotations: [], categories: [] }, detections: [] }).stats,
    ),
  ).toEqual(Array(12).fill(-1));
});

test('an annotation of id 0 counts like any other', () => {
  const box: CocoBox = [0, 0, 10, 10];
  expect(evaluate([object(box, { id: 0 })], [found(box, 1)]).stats.ap).toBeCloseTo(1, 12);
});

test('detections of unknown classes are left out and named', () => {
  const box: CocoBox = [0, 0, 10, 10];
  const result = evaluate([object(box)], [found(box, 0.5), found(box, 0.9, { category_id: 8 })]);
  expect(result.stats.ap).toBeCloseTo(1, 12);
  expect(result.unknownCategories).toEqual([8]);
});

test.each([
  [
    found([0, 0, 1, 1], 1, { image_id: 9 }),
    'evaluateCoco, detections[0]: expected the id of an image of the ground truth, got image_id 9.',
  ],
  [found([0, 0, 1, 1], Number.NaN), 'evaluateCoco, detections[0]: expected a finite score, got NaN.'],
  [
    found([0, 0, Number.POSITIVE_INFINITY, 1], 1),
    'evaluateCoco, detections[0]: expected a box of finite numbers, got [0, 0, Infinity, 1].',
  ],
])('refuses a detection that means nothing', (detection, message) => {
  expect(() => evaluate([], [detection])).toThrow(message);
});
