import {
  count,
  ExpectationError,
  fraction,
  nonNegative,
  orInfinity,
  positive,
  readOptions,
} from '@tandem-det/base';
import type { PriorLevel } from '@tandem-det/core';
import { nms, softNms } from '@tandem-det/kernels';
import { z } from 'zod';
import type { Detections } from './detections.ts';

const many = orInfinity(count, 'a whole number ≥ 1');

/** The options of `selectDetections`, their defaults and their checks. */
export const selectionOptions = z.strictObject({
  /** A class of a prior is a candidate when its threshold score is strictly greater. */
  scoreThreshold: fraction.default(0.05),
  /** A candidate is dropped when its IoU with a better one of its class is strictly greater. */
  iouThreshold: fraction.default(0.6),
  /** Candidates of each level that are looked at, those of the highest score. */
  preNms: many.default(1000),
  /**
   * What preNms counts: `priors`, each with every class over the threshold, or `pairs` of a prior and a class, after
   * the threshold (torchvision; mmdetection from 2.20 on).
   */
  candidates: z.enum(['priors', 'pairs']).default('priors'),
  /** Classes that a prior may be reported with: `all` over the threshold, or the `best` alone (YOLOX). */
  labels: z.enum(['all', 'best']).default('all'),
  /** Whether a score equal to the threshold is enough (YOLOX). */
  inclusive: z.boolean().default(false),
  /** Whether boxes are clipped to the image; those of YOLOX are not. */
  clip: z.boolean().default(true),
  /**
   * Soft-NMS instead of dropping: scores of a class fall with their IoU with better ones, `linear` above
   * iouThreshold, and detections are reported with their new scores. The rules: `softNms` of `@tandem-det/kernels`.
   */
  soft: z
    .strictObject({
      method: z.enum(['linear', 'gaussian']).default('linear'),
      /** Of `gaussian`: scores fall by `exp(-IoU² / sigma)`. */
      sigma: positive.default(0.5),
      /** Detections whose score has fallen below it are dropped. */
      minScore: nonNegative.default(1e-3),
    })
    .optional(),
  /** Detections per image. */
  maxDetections: many.default(100),
});

export type SelectionOptions = z.input<typeof selectionOptions>;

export type SoftSuppression = NonNullable<SelectionOptions['soft']>;

/** One image's predictions on the host. */
export interface ImagePredictions {
  /** A·4 values: x1, y1, x2, y2 in pixels of the network's input. */
  readonly boxes: Float32Array;
  /** A·K values, by which detections are ranked. */
  readonly scores: Float32Array;
  /** A·K values that the score threshold is compared with: often the scores themselves. */
  readonly thresholdScores: Float32Array;
  readonly levels: readonly PriorLevel[];
  /** Boxes are clipped to it. */
  readonly size: { readonly height: number; readonly width: number };
}

/**
 * Detections of one image:
 * 1. of each level, the preNms priors whose highest class score is greatest, equal ones by lower index;
 * 2. of these, every class whose threshold score is greater than scoreThreshold, so that a prior may be
 *    reported with several classes; boxes clipped to the image;
 *    with `candidates: 'pairs'`, instead of both: of each level, of all pairs of a prior and a class whose
 *    threshold score is greater than scoreThreshold the preNms where that score is greatest;
 *    with `labels: 'best'` a prior has no class but that of its highest score, the first of equal ones;
 * 3. non-maximum suppression within each class, hard or soft; the best maxDetections.
 *
 * Errors: an ExpectationError for an unknown option, a value out of range, and for a score or a candidate's box that is NaN.
 * Source: `_get_bboxes_single` of the TOOD and ATSS code (mmdetection 2.14), in the order before 2.20. YOLOX's
 * `postprocess` is `{ labels: 'best', inclusive: true, clip: false, preNms: Infinity, maxDetections: Infinity }`.
 */
export function selectDetections(
  { boxes, scores, thresholdScores, levels, size }: ImagePredictions,
  options: SelectionOptions = {},
): Detections {
  const read = readOptions('selectDetections', selectionOptions, options);
  const { scoreThreshold, iouThreshold, preNms, candidates, labels, inclusive, clip } = read;
  const { soft, maxDetections } = read;
  const total = levels.reduce((sum, { count }) => sum + count, 0);
  const classCount = scores.length / total;
  const best = highestScores(scores, total, classCount);
  const threshold = Math.fround(scoreThreshold);
  const passes = (pair: number) =>
    thresholdScores[pair]! > threshold || (inclusive && thresholdScores[pair] === threshold);
  /** Places in [A, K] of the classes that a prior may have. */
  const pairsOf = (prior: number) => {
    const all = indices(prior * classCount, classCount);
    return labels === 'all' ? all : all.filter((pair) => scores[pair] === best[prior]).slice(0, 1);
  };
  const pairs: number[] = [];
  for (const { offset, count } of levels) {
    const over = (prior: number) => pairsOf(prior).filter(passes);
    const chosen =
      candidates === 'priors'
        ? highest(indices(offset, count), best, preNms).flatMap(over)
        : highest(indices(offset, count).flatMap(over), thresholdScores, preNms);
    for (const pair of chosen) pairs.push(pair);
  }
  const corners = new Float32Array(4 * pairs.length);
  const ranking = new Float32Array(pairs.length);
  const classes = new Int32Array(pairs.length);
  for (const [index, pair] of pairs.entries()) {
    const [prior, label] = [Math.floor(pair / classCount), pair % classCount];
    for (let side = 0; side < 4; side++) {
      const limit = side % 2 === 0 ? size.width : size.height;
      const value = boxes[4 * prior + side]!;
      corners[4 * index + side] = clip ? Math.min(Math.max(value, 0), limit) : value;
    }
    ranking[index] = scores[pair]!;
    classes[index] = label;
  }
  const wrong = corners.findIndex(Number.isNaN);
  if (wrong >= 0) throw notANumber(`the box of prior ${Math.floor(pairs[wrong >> 2]! / classCount)}`);
  const suppressed = soft
    ? softNms(corners, ranking, classes, { iouThreshold, maxDetections, ...soft })
    : { indices: nms(corners, ranking, classes, { iouThreshold, maxDetections }) };
  const kept = Array.from(suppressed.indices);
  return {
    boxes: kept.map((index) => {
      const [x1, y1, x2, y2] = corners.subarray(4 * index, 4 * index + 4) as Iterable<number>;
      return [x1!, y1!, x2!, y2!] as const;
    }),
    scores: 'scores' in suppressed ? Array.from(suppressed.scores) : kept.map((index) => ranking[index]!),
    classes: kept.map((index) => classes[index]!),
  };
}

/** Highest class score of each prior. */
function highestScores(scores: Float32Array, priors: number, classes: number): Float32Array {
  const best = new Float32Array(priors).fill(-Infinity);
  for (let prior = 0, index = 0; prior < priors; prior++) {
    for (let label = 0; label < classes; label++, index++) {
      const score = scores[index]!;
      if (score > best[prior]!) best[prior] = score;
      else if (Number.isNaN(score)) throw notANumber(`the score of prior ${prior}, class ${label}`);
    }
  }
  return best;
}

function indices(offset: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => offset + index);
}

/** The `most` indices of the greatest values, best first, equal ones by index; all of them as they are if no more. */
function highest(indices: number[], values: Float32Array, most: number): number[] {
  if (indices.length <= most) return indices;
  return indices.sort((a, b) => values[b]! - values[a]! || a - b).slice(0, most);
}

function notANumber(what: string): ExpectationError {
  return new ExpectationError(
    'detect',
    'finite predictions',
    `NaN as ${what}`,
    'The weights or the images contain values that are not finite: training diverged, or a checkpoint is damaged.',
  );
}
