import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatKernelTimes } from './command.ts';
import type { KernelTimes } from './contender.ts';
import { readProblem, writeProblem } from './problem.ts';

const times = (version: string, assignment: number[], nms: number[]): KernelTimes => ({
  version,
  assignment: { times: assignment, result: 7 },
  nms: { times: nms, result: 9 },
});

it('compares each round with the same round of the peer', () => {
  const results = new Map([
    ['wasm', [times('w', [1, 2, 30], [4]), times('w', [4], [4])]],
    ['pytorch', [times('p', [20], [8]), times('p', [80], [4])]],
  ]);
  // Assignment: the median of 1, 2, 4, 30 is 3; ratios 20 / 2 and 80 / 4, in the middle 15. NMS: 2 and 1.
  expect(formatKernelTimes(results).split('\n')[2]).toBe('| w | 3.0 | 15.0 | 7 | 4.0 | 1.5 | 9 |');
});

it('gives every contender the same problem', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tandem-kernels-'));
  writeProblem(folder, { images: 2, objects: 3, classes: 4, boxes: 5, threads: 1, runs: 1 });
  const problem = readProblem(folder);
  rmSync(folder, { recursive: true });
  const sizes = Object.fromEntries(Object.entries(problem).map(([name, values]) => [name, values.length]));
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
