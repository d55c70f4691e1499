import { expect, it } from 'vitest';
import { taskPlaces } from './task-places.ts';

/** A level of 1 × 3 cells at x = 5, 15, 25 and one of a single cell with two anchors at x = 10; y = 5; two classes. */
const predictions = {
  boxes: [0, 0, 10, 10, 10, 0, 18, 10, 10, 0, 20, 10, 10, 0, 16, 10, 10, 0, 14, 10],
  scores: [0.9, 0, 0.5, 0.1, 0.7, 0.2, 0.3, 0.4, 0.6, 0.8],
  centers: [5, 5, 15, 5, 25, 5, 10, 5, 10, 5],
  levels: [
    { height: 1, width: 3, count: 3, offset: 0 },
    { height: 1, width: 1, count: 2, offset: 3 },
  ],
};
const box = [10, 0, 20, 10] as const;

it('maps score and IoU of every cell, the best of its anchors', () => {
  const { scores, ious } = taskPlaces(predictions, { box, classIndex: 0 });
  expect([...scores]).toEqual([0.9, 0.5, 0.7, 0.6].map(Math.fround));
  // widths 8, 10, 6 and 4 of the object's 10
  expect([...ious]).toEqual([0, 0.8, 1, 0.6].map(Math.fround));
});

it('finds the best places among those inside the object', () => {
  const wide = { box: [4, 0, 20, 10] as const, classIndex: 0 };
  const { classification, localization } = taskPlaces(predictions, wide);
  // inside are the cells at 5, 15 and 10; IoU: 60 / 200, 80 / 160, 60 / 160, 40 / 160
  expect(classification).toEqual({ place: 0, score: 0.9, iou: 0.3 });
  expect(localization).toEqual({ place: 1, score: 0.5, iou: 0.5 });
  expect(taskPlaces(predictions, { ...wide, classIndex: 1 }).classification.place).toBe(4);
});

it('looks everywhere where no centre is inside', () => {
  const small = { box: [10, 0, 20, 4] as const, classIndex: 0 };
  const { classification, localization } = taskPlaces(predictions, small);
  expect([classification.place, localization.place]).toEqual([0, 2]);
});
