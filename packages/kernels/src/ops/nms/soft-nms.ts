import { expectThat } from '@tandem-det/base';
import { checkBoxes } from './check-boxes.ts';
import { indicesByClass } from './indices-by-class.ts';
import { areasOf, overlapOf } from './overlap.ts';

export interface SoftNmsOptions {
  /** What a kept box makes of the score of another of its class at IoU u: see `softNms`. */
  readonly method?: 'linear' | 'gaussian';
  /** `linear`: boxes up to this IoU keep their score. */
  readonly iouThreshold?: number;
  /** `gaussian`: the larger, the less a score falls. */
  readonly sigma?: number;
  /** A box is dropped when its score falls below. */
  readonly minScore?: number;
  /** Boxes returned; all by default. */
  readonly maxDetections?: number;
}

export interface SoftNmsResult {
  /** Indices of the boxes kept, highest new score first. */
  readonly indices: Int32Array;
  /** Their new scores. */
  readonly scores: Float32Array;
}

/**
 * Soft non-maximum suppression, class by class: the box of the highest score is kept, the scores s of the others
 * of its class fall with their IoU u with it, and so on with those that are left and not below minScore.
 *
 * - `linear`: `s (1 - u)` where u exceeds iouThreshold
 * - `gaussian`: `s exp(-u² / sigma)`
 *
 * Equal scores: the lower index first. Boxes are N·4 values x1, y1, x2, y2; scores, in [0, 1], and u are float32.
 * Errors: an ExpectationError when the lengths disagree or sigma is not above 0.
 * Source: Bodla et al. 2017, Soft-NMS, equations 2 and 3; defaults as in mmcv's `soft_nms`, of which each class
 * is a run of its own.
 */
export function softNms(
  boxes: Float32Array,
  scores: Float32Array,
  classes: Int32Array | null,
  {
    method = 'linear',
    iouThreshold = 0.3,
    sigma = 0.5,
    minScore = 1e-3,
    maxDetections = Number.POSITIVE_INFINITY,
  }: SoftNmsOptions = {},
): SoftNmsResult {
  checkBoxes('softNms', boxes, scores, classes);
  expectThat(sigma > 0, 'softNms: sigma', 'a number > 0', String(sigma));
  const areas = areasOf(boxes);
  const current = scores.slice();
  const falls = (u: number): number => {
    if (method === 'gaussian') return Math.exp(-(u * u) / sigma);
    return u > iouThreshold ? 1 - u : 1;
  };
  const kept: number[] = [];
  for (const left of indicesByClass(scores.length, classes)) {
    // Lists are in the order of the indices, so that the first of equal scores has the lowest.
    for (let turn = 0; turn < maxDetections && left.length > 0; turn++) {
      let place = 0;
      for (let k = 1; k < left.length; k++) if (current[left[k]!]! > current[left[place]!]!) place = k;
      const best = left[place]!;
      if (!(current[best]! >= minScore)) break;
      kept.push(best);
      left.splice(place, 1);
      for (const other of left) {
        const u = overlapOf(boxes, areas, best, boxes, areas, other);
        if (u > 0) current[other]! *= falls(u);
      }
    }
  }
  kept.sort((i, j) => current[j]! - current[i]! || i - j);
  const indices = Int32Array.from(kept.slice(0, maxDetections));
  return { indices, scores: Float32Array.from(indices, (index) => current[index]!) };
}
