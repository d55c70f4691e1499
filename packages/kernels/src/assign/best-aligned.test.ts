import { expect, it } from 'vitest';
import { uniformValues } from '../testing/uniform-values.ts';
import { bestAligned } from './best-aligned.ts';
import { priorBlocks } from './prior-blocks.ts';
import { singlePrecisionIou } from './single-precision.ts';

const round = Math.fround;

interface Problem {
  readonly boxes: Float32Array;
  readonly valid: Float32Array;
  readonly truthBoxes: Float32Array;
  readonly scores: Float32Array;
  readonly count: number;
  readonly classes: number;
}

/** Boxes and scores on a coarse grid, so that ties are many; some boxes are NaN, empty or the wrong way round. */
function problem(seed: number, grid: number): Problem {
  const count = 1 + (seed % 83);
  const [images, classes, truths] = [2, 3, 4];
  const coarse = (length: number, high: number, salt: number) =>
    uniformValues(length, { low: 0, high, seed: 10 * seed + salt }).map((x) => Math.floor(x * grid) / grid);
  const sides = coarse(4 * images * count, 12, 1);
  const boxes = sides.map((x, i) => (i % 4 < 2 || sides[i]! > 11.5 ? x : x + sides[i - 2]! - 2));
  for (let i = 0; i < boxes.length; i += 53) boxes[i] = Number.NaN;
  const scores = coarse(images * count * classes, 1.1, 2).map((s) => Math.min(s, 1));
  for (let i = 0; i < scores.length; i += 31) scores[i] = Number.NaN;
  const corners = coarse(4 * truths, 6, 3);
  return {
    boxes,
    scores,
    valid: coarse(images * count, 3, 4).map((x) => Math.min(Math.floor(x), 1)),
    truthBoxes: corners.map((x, i) => (i % 4 < 2 ? x : x + corners[i - 2]!)),
    count,
    classes,
  };
}

/** Every prior by t, then place: t, u and places of the topK best with t > 0 in the image from place `first` on. */
function byFullTable(one: Problem, first: number, truth: number, label: number, options: Options) {
  const rows: { place: number; t: number; u: number }[] = [];
  for (let place = 0; place < one.count; place++) {
    if (!(one.valid[first + place]! > 0)) continue;
    const u = singlePrecisionIou(one.boxes, 4 * (first + place), one.truthBoxes, 4 * truth);
    const s = one.scores[(first + place) * one.classes + label]!;
    const t = round(round(s ** options.alpha) * round(u ** options.beta));
    if (u > 0 && t > 0) rows.push({ place, t, u });
  }
  return rows.sort((a, b) => b.t - a.t || a.place - b.place).slice(0, options.topK);
}

interface Options {
  readonly topK: number;
  readonly alpha: number;
  readonly beta: number;
}

it.each<Options>([
  { topK: 13, alpha: 1, beta: 6 },
  { topK: 1, alpha: 0.5, beta: 2 },
  { topK: 5, alpha: 1.5, beta: 0.3 },
  { topK: 3, alpha: 0, beta: 1 },
  { topK: 4, alpha: 1, beta: 0 },
  { topK: 4, alpha: -0.5, beta: 1 },
  { topK: 4, alpha: 1, beta: -2 },
  { topK: 200, alpha: 1, beta: 4 },
])('finds what a full table has: $topK, alpha $alpha, beta $beta', (options) => {
  let found = 0;
  for (let seed = 0; seed < 250; seed++) {
    const one = problem(seed, seed % 2 === 0 ? 2 : 1000);
    const blocks = priorBlocks(one.boxes, one.valid, one.truthBoxes, one.count);
    const best = bestAligned(blocks, one.truthBoxes, one.scores, one.classes, options);
    for (const first of [one.count, 0]) {
      blocks.use(first);
      for (let truth = 0; truth < 4; truth++) {
        const label = truth % one.classes;
        const count = best.find(truth, first * one.classes + label);
        const rows = Array.from({ length: count }, (_, rank) => ({
          place: best.places[rank]!,
          t: best.metrics[rank]!,
          u: best.overlaps[rank]!,
        }));
        expect(rows).toEqual(byFullTable(one, first, truth, label, options));
        found += count;
      }
    }
  }
  expect(found).toBeGreaterThan(1000);
});
