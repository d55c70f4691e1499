import type { ImageGroup } from './group.ts';

/** Areas, in pixels and inclusive, that an evaluation is limited to. */
export interface AreaRange {
  readonly from: number;
  readonly to: number;
}

/** What became of a detection at one threshold. */
export const WRONG = 0;
export const RIGHT = 1;
/** Matched to a crowd or to an object of another size, or unmatched and itself of another size. */
export const IGNORED = 2;

/**
 * Matches the detections of one image and class to its objects, at each threshold apart.
 *
 * Detections choose in the order of falling score, each the free object of highest overlap that reaches
 * the threshold; of equal overlaps the later object. Objects within the area range come before those that
 * are to be ignored (crowds, other sizes): one of the latter is taken only where none of the former
 * reaches the threshold. A crowd can be taken any number of times.
 *
 * Writes RIGHT, WRONG or IGNORED for threshold t and detection d to `outcomes[t · stride + offset + d]`;
 * returns the number of objects that count. Source: pycocotools' `evaluateImg`.
 */
export function matchImage(
  { detectionAreas, objectAreas, crowds, overlaps }: ImageGroup,
  thresholds: Float64Array,
  { from, to }: AreaRange,
  outcomes: Uint8Array,
  stride: number,
  offset: number,
): number {
  const objects = objectAreas.length;
  const outside = (area: number) => area < from || area > to;
  const ignored = crowds.map((crowd, object) => crowd || outside(objectAreas[object]!));
  const order = [...ignored.keys()].sort((a, b) => Number(ignored[a]) - Number(ignored[b]));
  const taken = new Uint8Array(objects);
  for (let t = 0; t < thresholds.length; t++) {
    taken.fill(0);
    for (let detection = 0; detection < detectionAreas.length; detection++) {
      let best = Math.min(thresholds[t]!, 1 - 1e-10);
      let match = -1;
      for (const object of order) {
        if (taken[object] === 1 && !crowds[object]) continue;
        if (match >= 0 && !ignored[match] && ignored[object]) break;
        const overlap = overlaps[detection * objects + object]!;
        if (overlap < best) continue;
        best = overlap;
        match = object;
      }
      let outcome = RIGHT;
      if (match < 0) outcome = outside(detectionAreas[detection]!) ? IGNORED : WRONG;
      else if (ignored[match]) outcome = IGNORED;
      if (match >= 0) taken[match] = 1;
      outcomes[t * stride + offset + detection] = outcome;
    }
  }
  return ignored.filter((ignore) => !ignore).length;
}
