import type { ObjectRecord } from './dataset.ts';

/** Shortest side in pixels that a box must keep inside the image; smaller ones are dropped. */
export const MINIMUM_SIDE = 1;

/**
 * Boxes clipped to the image; an object is dropped where less than `MINIMUM_SIDE` pixels of its width
 * or height remain: it lies outside, or it is too small to be seen.
 */
export function clipObjects(
  objects: readonly ObjectRecord[],
  width: number,
  height: number,
): readonly ObjectRecord[] {
  return objects.flatMap((object) => {
    const [left, top, right, bottom] = object.box;
    const x1 = Math.max(left, 0);
    const y1 = Math.max(top, 0);
    const x2 = Math.min(right, width);
    const y2 = Math.min(bottom, height);
    return x2 - x1 >= MINIMUM_SIDE && y2 - y1 >= MINIMUM_SIDE ? [{ ...object, box: [x1, y1, x2, y2] }] : [];
  });
}
