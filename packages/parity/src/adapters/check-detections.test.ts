import { expect, test } from 'vitest';
import type { CaseContext } from '../adapter.ts';
import { type Comparison, compare } from '../values/compare.ts';
import { checkDetections, type FoundDetections } from './check-detections.ts';

const expected: Record<string, { shape: number[]; data: number[]; integer: boolean }> = {
  boxes: { shape: [3, 4], data: [0, 0, 1, 1, 5, 5, 6, 6, 9, 9, 10, 10], integer: false },
  scores: { shape: [3], data: [0.9, 0.8999, 0.5], integer: false },
  labels: { shape: [3], data: [1, 2, 3], integer: true },
};

function check(found: FoundDetections): Comparison[] {
  const tolerance = { abs: 0.001, rel: 0 };
  const comparisons: Comparison[] = [];
  const context = {
    golden: { tolerance, tolerances: {} },
    tensors: { read: (name: string) => expected[name]! },
    check: (name: string, got: { shape: number[]; data: number[] }) =>
      comparisons.push(compare(name, got, expected[name]!, tolerance)),
  };
  checkDetections(context as unknown as CaseContext, found, {
    boxes: 'boxes',
    scores: 'scores',
    labels: 'labels',
  });
  return comparisons;
}
const passed = (found: FoundDetections) => check(found).map((comparison) => comparison.passed);
const [first, second, third] = [
  [0, 0, 1, 1],
  [5, 5, 6, 6],
  [9, 9, 10, 10],
];

test('neighbours of nearly equal scores may be swapped', () => {
  expect(passed({ boxes: [second!, first!, third!], scores: [0.9, 0.8999, 0.5], labels: [2, 1, 3] })).toEqual(
    [true, true, true],
  );
});

test('others may not', () => {
  expect(passed({ boxes: [first!, third!, second!], scores: [0.9, 0.8999, 0.5], labels: [1, 3, 2] })).toEqual(
    [false, true, false],
  );
});

test('one box cannot stand for two', () => {
  expect(passed({ boxes: [first!, first!, third!], scores: [0.9, 0.8999, 0.5], labels: [1, 1, 3] })).toEqual([
    false,
    true,
    false,
  ]);
});

test('another number of detections fails', () => {
  expect(passed({ boxes: [first!, second!], scores: [0.9, 0.8999], labels: [1, 2] })).toEqual([
    false,
    false,
    false,
  ]);
});
