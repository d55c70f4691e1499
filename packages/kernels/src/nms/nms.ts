import { expectThat } from '../errors.ts';

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
 * Errors: an ExpectationError when the lengths disagree.
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
  const count = scores.length;
  expectThat(
    boxes.length === 4 * count && (classes === null || classes.length === count),
    'nms',
    `${4 * count} box values and ${count} classes for ${count} scores`,
    `${boxes.length} and ${classes?.length ?? count}`,
  );
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  order.sort((i, j) => scores[j]! - scores[i]! || i - j);
  const kept = new Int32Array(count);
  let keptCount = 0;
  for (let rank = 0; rank < count && keptCount < maxDetections; rank++) {
    const candidate = order[rank]!;
    let suppressed = false;
    for (let k = 0; k < keptCount && !suppressed; k++) {
      const other = kept[k]!;
      suppressed =
        (classes === null || classes[other] === classes[candidate]) &&
        overlapExceeds(boxes, other, candidate, iouThreshold);
    }
    if (!suppressed) kept[keptCount++] = candidate;
  }
  return kept.slice(0, keptCount);
}

/** Whether the IoU of boxes i and j is greater than the threshold, in float32 as the reference. */
function overlapExceeds(boxes: Float32Array, i: number, j: number, threshold: number): boolean {
  const [p, q, f] = [4 * i, 4 * j, Math.fround];
  const width = f(Math.min(boxes[p + 2]!, boxes[q + 2]!) - Math.max(boxes[p]!, boxes[q]!));
  if (!(width > 0)) return false;
  const height = f(Math.min(boxes[p + 3]!, boxes[q + 3]!) - Math.max(boxes[p + 1]!, boxes[q + 1]!));
  if (!(height > 0)) return false;
  const intersection = f(width * height);
  const areaI = f(f(boxes[p + 2]! - boxes[p]!) * f(boxes[p + 3]! - boxes[p + 1]!));
  const areaJ = f(f(boxes[q + 2]! - boxes[q]!) * f(boxes[q + 3]! - boxes[q + 1]!));
  return f(intersection / f(f(areaI + areaJ) - intersection)) > threshold;
}
