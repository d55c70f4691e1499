/** Smallest positive increment of 1: keeps the precision of no detection from being 0 / 0. */
const SPACING = 2 ** -52;

/**
 * Precision at each of `recalls` (rising): the largest precision at that recall or a higher one, 0 where
 * it is never reached. `wrongBefore[k]` counts the wrong detections of higher score than right detection
 * k, of which there are `right`; `objects` > 0. Writes to `precision` from `at` on.
 *
 * Only right detections raise the precision, so the largest is found at one of them.
 * Source: pycocotools' `accumulate`.
 */
export function interpolatePrecision(
  wrongBefore: ArrayLike<number>,
  right: number,
  objects: number,
  recalls: Float64Array,
  precision: Float64Array,
  at = 0,
): void {
  let highest = 0;
  let k = right - 1;
  for (let r = recalls.length - 1; r >= 0; r--) {
    for (; k >= 0 && (k + 1) / objects >= recalls[r]!; k--) {
      highest = Math.max(highest, (k + 1) / (wrongBefore[k]! + (k + 1) + SPACING));
    }
    precision[at + r] = right / objects >= recalls[r]! ? highest : 0;
  }
}
