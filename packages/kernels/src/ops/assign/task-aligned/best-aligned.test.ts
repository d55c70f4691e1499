import { expect, it } from 'vitest';
import { describeOnce, uniformValues } from '../../../testing/index.ts';
import { kindCode, overlap } from '../../iou/overlap.ts';
import type { OverlapSearch } from '../shared/overlapping-priors.ts';
import { hostOverlaps } from '../shared/overlapping-priors-host.ts';
import { simdOverlaps } from '../shared/overlapping-priors-simd.ts';
import { liesInside, singlePrecisionIou } from '../shared/single-precision.ts';
import { type AlignedOptions, bestAligned } from './best-aligned.ts';

const round = Math.fround;

interface Problem {
  readonly boxes: Float32Array;
  readonly valid: Float32Array;
  readonly truthBoxes: Float32Array;
  readonly scores: Float32Array;
  readonly centers: Float32Array;
  readonly count: number;
  readonly classes: number;
}

/**
 * Boxes and scores on a coarse grid, so that ties are many; some boxes are NaN, empty or the wrong way round. All lie
 * about `origin`: float32 has eighths of a pixel left at 2²⁰.
 */
function problem(seed: number, grid: number, origin: number): Problem {
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
  const moved = (values: Float32Array) => values.map((x) => x + origin);
  return {
    boxes: moved(boxes),
    scores,
    // most of them inside an object
    centers: moved(coarse(2 * count, 3, 5).map((x, i) => x + corners[4 * ((i >> 1) % truths) + (i % 2)]!)),
    valid: coarse(images * count, 3, 4).map((x) => Math.min(Math.floor(x), 1)),
    truthBoxes: moved(corners.map((x, i) => (i % 4 < 2 ? x : x + corners[i - 2]!))),
    count,
    classes,
  };
}

/** Every prior by t, then place: t, u and places of the topK best with t > 0 in the image from place `first` on. */
function byFullTable(one: Problem, first: number, truth: number, label: number, options: AlignedOptions) {
  const rows: { place: number; t: number; u: number }[] = [];
  for (let place = 0; place < one.count; place++) {
    if (!(one.valid[first + place]! > 0)) continue;
    const [box, object] = [4 * (first + place), 4 * truth];
    const iou = singlePrecisionIou(one.boxes, box, one.truthBoxes, object);
    const kind = kindCode(options.overlap);
    const u =
      kind === 0 ? iou : Math.min(iou, round(overlap(kind, one.boxes, box, one.truthBoxes, object, 1e-6)));
    const [x, y] = one.centers.subarray(2 * place) as unknown as [number, number];
    if (options.candidates === 'inside' && !liesInside(x, y, one.truthBoxes, object, options.insideMargin)) {
      continue;
    }
    const s = one.scores[(first + place) * one.classes + label]!;
    const t = round(round(s ** options.alpha) * round(u ** options.beta));
    if (u > 0 && t > 0) rows.push({ place, t, u });
  }
  return rows.sort((a, b) => b.t - a.t || a.place - b.place).slice(0, options.topK);
}

const authors = { candidates: 'all', overlap: 'iou', insideMargin: 0.01 } as const;

describeOnce('bestAligned', () => {
  it.each<Partial<AlignedOptions>>([
    { topK: 13, alpha: 1, beta: 6 },
    { topK: 1, alpha: 0.5, beta: 2 },
    { topK: 5, alpha: 1.5, beta: 0.3 },
    { topK: 3, alpha: 0, beta: 1 },
    { topK: 4, alpha: 1, beta: 0 },
    { topK: 4, alpha: -0.5, beta: 1 },
    { topK: 4, alpha: 1, beta: -2 },
    { topK: 200, alpha: 1, beta: 4 },
    { candidates: 'inside' },
    { topK: 3, overlap: 'giou' },
    { topK: 3, beta: 1, overlap: 'diou' },
    { topK: 3, overlap: 'ciou' },
    { topK: 5, alpha: 0.5, beta: 2, overlap: 'ciou', candidates: 'inside' },
  ])('finds what a full table has: %o', (given) => {
    const options = { ...authors, topK: 13, alpha: 1, beta: 6, ...given };
    let found = 0;
    for (let seed = 0; seed < 250; seed++) {
      const one = problem(seed, seed % 2 === 0 ? 2 : 1000, seed % 3 === 0 ? 2 ** 20 : 0);
      const { boxes, valid, truthBoxes, scores, centers, classes } = one;
      const rowsBy = (search: OverlapSearch) => {
        const priors = search(boxes, valid, truthBoxes, one.count);
        const best = bestAligned(priors, boxes, truthBoxes, scores, centers, classes, options);
        return [one.count, 0].flatMap((first) => {
          priors.use(first);
          return [0, 1, 2, 3].map((truth) => {
            const count = best.find(truth, truth % classes, first);
            return Array.from({ length: count }, (_, rank) => ({
              place: best.places[rank]!,
              t: best.metrics[rank]!,
              u: best.overlaps[rank]!,
            }));
          });
        });
      };
      const expected = [one.count, 0].flatMap((first) =>
        [0, 1, 2, 3].map((truth) => byFullTable(one, first, truth, truth % classes, options)),
      );
      expect(rowsBy(hostOverlaps)).toEqual(expected);
      expect(rowsBy(simdOverlaps)).toEqual(expected);
      found += expected.flat().length;
    }
    // fewer lie inside
    expect(found).toBeGreaterThan(options.candidates === 'inside' ? 500 : 1000);
  });
});
