import type { CornerBox } from '../corner-box.ts';

/** An annotated object; crowds are no objects here. */
export interface AlignmentObject {
  readonly box: CornerBox;
  /** From 0, as in the predictions. */
  readonly classIndex: number;
}

/** Predictions of A places for one image before non-maximum suppression, and its objects in the same pixels. */
export interface DenseImage {
  /** A·4 values: x1, y1, x2, y2 of each place. */
  readonly boxes: ArrayLike<number>;
  /** A·K values in [0, 1]: what detections are ranked by. */
  readonly scores: ArrayLike<number>;
  readonly objects: readonly AlignmentObject[];
}

/** Intersection over union of an object's box and the box of one place; 0 where either has no area. */
export function placeIou(boxes: ArrayLike<number>, place: number, [x1, y1, x2, y2]: CornerBox): number {
  const at = 4 * place;
  const [left, top, right, bottom] = [boxes[at]!, boxes[at + 1]!, boxes[at + 2]!, boxes[at + 3]!];
  const across = Math.min(right, x2) - Math.max(left, x1);
  const down = Math.min(bottom, y2) - Math.max(top, y1);
  if (!(across > 0 && down > 0)) return 0;
  const intersection = across * down;
  return intersection / ((right - left) * (bottom - top) + (x2 - x1) * (y2 - y1) - intersection);
}
