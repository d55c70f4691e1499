import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LEVELS, readProblem, writeProblem } from './problem.ts';

it('gives every contender the same values', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-kernels-'));
  writeProblem(folder, { images: 2, objects: 3, classes: 4, boxes: 5 });
  const problem = readProblem(folder);
  rmSync(folder, { recursive: true });
  const sizes = Object.fromEntries(Object.entries(problem).map(([name, values]) => [name, values.length]));
  expect(LEVELS.map(({ count }) => count)).toEqual([6400, 1600, 400]); // 80², 40², 20²
  expect(sizes).toEqual({
    scores: 2 * 8400 * 4,
    boxes: 2 * 8400 * 4,
    centers: 2 * 8400,
    truth: 2 * 3 * 4,
    labels: 2 * 3,
    nmsBoxes: 5 * 4,
    nmsScores: 5,
    nmsClasses: 5,
  });
  expect([...problem.centers.subarray(2 * 6400, 2 * 6400 + 4)]).toEqual([0, 0, 16, 0]);
  expect(problem.labels.every((label) => Number.isInteger(label) && label >= 0 && label < 4)).toBe(true);
  expect(problem.truth[2]! - problem.truth[0]!).toBeGreaterThanOrEqual(16);
});
