import { checkBoxes } from './check-boxes.ts';
import { fallingOrder } from './falling-order.ts';
import { indicesByClass } from './indices-by-class.ts';
import { areasOf, overlapOf } from './overlap.ts';

export interface NmsOptions {
  /** A box is dropped when its IoU with a kept one of its class is strictly greater. */
  readonly iouThreshold: number;
  /** Stop after this many boxes; all by default. */
  readonly maxDetections?: number;
}

/**
 * Greedy non-maximum suppression, class by class: boxes in the order of falling score, equal scores by
 * lower index; a box is kept unless its IoU with a kept box of its class exceeds the threshold.
 *
 * Takes boxes (N·4 values: x1, y1, x2, y2), scores (N) and classes (N, or null for one class) on the host;
 * returns the indices of the kept boxes, highest score first. A box without area overlaps nothing.
 * Errors: an ExpectationError when the lengths disagree, or for more than 2^21 boxes.
 *
 * Source: torchvision's `nms` (IoU = I / (A + B - I), no floor). Classes are compared, not told apart by
 * shifting boxes as `batched_nms` does, which costs float32 digits.
 */
export function nms(
  boxes: Float32Array,
  scores: Float32Array,
  classes: Int32Array | null,
  { iouThreshold, maxDetections = Number.POSITIVE_INFINITY }: NmsOptions,
): Int32Array {
  checkBoxes('nms', boxes, scores, classes);
  const order = fallingOrder('nms', scores);
  const areas = areasOf(boxes);
  const kept = new Int32Array(Math.min(scores.length, maxDetections));
  let count = 0;
  /** Class by class the kept boxes, next to each other, with the places where a class begins and now ends. */
  const rivals = new Float32Array(boxes.length);
  const rivalAreas = new Float32Array(areas.length);
  const groups = new Int32Array(scores.length);
  const starts: number[] = [];
  let start = 0;
  for (const [group, members] of indicesByClass(scores.length, classes).entries()) {
    for (const index of members) groups[index] = group;
    starts.push(start);
    start += members.length;
  }
  const ends = [...starts];
  for (let rank = 0; rank < order.length && count < maxDetections; rank++) {
    const candidate = order[rank]!;
    const group = groups[candidate]!;
    const end = ends[group]!;
    let other = starts[group]!;
    while (other < end && !(overlapOf(rivals, rivalAreas, other, boxes, areas, candidate) > iouThreshold)) {
      other++;
    }
    if (other < end) continue;
    kept[count++] = candidate;
    for (let side = 0; side < 4; side++) rivals[4 * end + side] = boxes[4 * candidate + side]!;
    rivalAreas[end] = areas[candidate]!;
    ends[group] = end + 1;
  }
  return kept.slice(0, count);
}
