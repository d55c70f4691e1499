import { RIGHT, WRONG } from './match.ts';

/** Smallest positive increment of 1: keeps the precision of no detection from being 0 / 0. */
const SPACING = 2 ** -52;

/** What one threshold gives for one class. */
export interface Curve {
  /** Share of the objects found by all detections. */
  readonly recall: number;
  /** Mean over the given recalls of the interpolated precision. */
  readonly precision: Float64Array;
}

/**
 * Precision at each of `recalls` (rising): the largest precision at that recall or a higher one, 0 where
 * it is never reached. `outcomes` are of the detections in the order of falling score; `objects` > 0.
 * Source: pycocotools' `accumulate`.
 */
export function precisionRecall(outcomes: ArrayLike<number>, objects: number, recalls: Float64Array): Curve {
  const recallAfter = new Float64Array(outcomes.length);
  const precisionAfter = new Float64Array(outcomes.length);
  let right = 0;
  let wrong = 0;
  for (let i = 0; i < outcomes.length; i++) {
    if (outcomes[i] === RIGHT) right++;
    else if (outcomes[i] === WRONG) wrong++;
    recallAfter[i] = right / objects;
    precisionAfter[i] = right / (wrong + right + SPACING);
  }
  for (let i = outcomes.length - 1; i > 0; i--) {
    if (precisionAfter[i]! > precisionAfter[i - 1]!) precisionAfter[i - 1] = precisionAfter[i]!;
  }
  const precision = new Float64Array(recalls.length);
  for (let r = 0, i = 0; r < recalls.length; r++) {
    while (i < outcomes.length && recallAfter[i]! < recalls[r]!) i++;
    precision[r] = i < outcomes.length ? precisionAfter[i]! : 0;
  }
  return { recall: right / objects, precision };
}
