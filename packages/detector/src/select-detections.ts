import { ExpectationError, type PriorLevel } from '@tandem-det/core';
import { nms } from '@tandem-det/kernels';
import type { Detections } from './detections.ts';

export interface SelectionOptions {
  /** A class of a prior is a candidate when its threshold score is strictly greater. */
  readonly scoreThreshold?: number;
  /** A candidate is dropped when its IoU with a better one of its class is strictly greater. */
  readonly iouThreshold?: number;
  /** Priors of each level that are looked at, those of the highest score. */
  readonly preNms?: number;
  /** Detections per image. */
  readonly maxDetections?: number;
}

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
 * 3. non-maximum suppression within each class; the best maxDetections.
 *
 * Errors: an ExpectationError for a score or a candidate's box that is NaN.
 * Source: `_get_bboxes_single` of the TOOD and ATSS code (mmdetection 2.14), in the order before 2.20.
 */
export function selectDetections(
  { boxes, scores, thresholdScores, levels, size }: ImagePredictions,
  { scoreThreshold = 0.05, iouThreshold = 0.6, preNms = 1000, maxDetections = 100 }: SelectionOptions = {},
): Detections {
  const total = levels.reduce((sum, { count }) => sum + count, 0);
  const classCount = scores.length / total;
  const best = highestScores(scores, total, classCount);
  const threshold = Math.fround(scoreThreshold);
  const candidates: { prior: number; label: number }[] = [];
  for (const { offset, count } of levels) {
    for (const prior of highest(best, offset, count, preNms)) {
      for (let label = 0; label < classCount; label++) {
        if (thresholdScores[prior * classCount + label]! > threshold) candidates.push({ prior, label });
      }
    }
  }
  const corners = new Float32Array(4 * candidates.length);
  const ranking = new Float32Array(candidates.length);
  const labels = new Int32Array(candidates.length);
  for (const [index, { prior, label }] of candidates.entries()) {
    for (let side = 0; side < 4; side++) {
      const limit = side % 2 === 0 ? size.width : size.height;
      corners[4 * index + side] = Math.min(Math.max(boxes[4 * prior + side]!, 0), limit);
    }
    ranking[index] = scores[prior * classCount + label]!;
    labels[index] = label;
  }
  const wrong = corners.findIndex(Number.isNaN);
  if (wrong >= 0) throw notANumber(`the box of prior ${candidates[wrong >> 2]!.prior}`);
  const kept = Array.from(nms(corners, ranking, labels, { iouThreshold, maxDetections }));
  return {
    boxes: kept.map((index) => {
      const [x1, y1, x2, y2] = corners.subarray(4 * index, 4 * index + 4) as Iterable<number>;
      return [x1!, y1!, x2!, y2!] as const;
    }),
    scores: kept.map((index) => ranking[index]!),
    classes: kept.map((index) => labels[index]!),
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

/** Indices from offset on of the `most` greatest values, best first, equal ones by index. */
function highest(values: Float32Array, offset: number, count: number, most: number): number[] {
  const indices = Array.from({ length: count }, (_, index) => offset + index);
  if (count <= most) return indices;
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
