import type { ClassBoxes, ImageRun } from './class-boxes.ts';
import { overlapsOf } from './overlaps.ts';

/** Areas, in pixels and inclusive, that an evaluation is limited to. */
export interface AreaRange {
  readonly from: number;
  readonly to: number;
}

/**
 * What became of each detection of a class in one area range: bit t of `right` and `wrong` says so at
 * threshold t. Neither is set where it was matched to a crowd or to an object of another size, or was
 * matched to nothing and is itself of another size.
 */
export interface Outcomes {
  readonly right: Uint16Array;
  readonly wrong: Uint16Array;
  /** Objects that count. */
  objects: number;
}

/** What becomes of detections that are matched to nothing, at each of some thresholds. */
export function unmatched(areas: Float64Array, { from, to }: AreaRange, thresholds: number): Outcomes {
  const everywhere = (1 << thresholds) - 1;
  const wrong = new Uint16Array(areas.length);
  for (let index = 0; index < areas.length; index++) {
    if (areas[index]! >= from && areas[index]! <= to) wrong[index] = everywhere;
  }
  return { right: new Uint16Array(areas.length), wrong, objects: 0 };
}

/**
 * Matches the detections of one image to its objects, in every area range and at each threshold apart, and
 * writes what became of those matched to `outcomes`, one for each range.
 *
 * Detections choose in the order of falling score, each the free object of highest overlap that reaches
 * the threshold; of equal overlaps the later object. Objects within the area range come before those that
 * are to be ignored (crowds, other sizes): one of the latter is taken only where none of the former
 * reaches the threshold. A crowd can be taken any number of times.
 *
 * Source: pycocotools' `evaluateImg`.
 */
export function matchImage(
  { boxes, objects }: ClassBoxes,
  run: ImageRun,
  thresholds: Float64Array,
  ranges: readonly AreaRange[],
  outcomes: readonly Outcomes[],
): void {
  const crowds = run.objects.map((index) => objects[index]!.crowd);
  const overlaps = overlapsOf(
    run.detections.map((index) => boxes[index]!),
    run.objects.map((index) => objects[index]!.bbox),
    crowds,
  );
  const count = run.objects.length;
  const taken = new Uint8Array(count);
  for (const [area, { from, to }] of ranges.entries()) {
    const outcome = outcomes[area]!;
    const outside = (size: number) => size < from || size > to;
    const ignored = run.objects.map((index, object) => crowds[object]! || outside(objects[index]!.area));
    const counting = [...ignored.keys()].filter((object) => !ignored[object]);
    const order =
      counting.length === count
        ? counting
        : [...counting, ...[...ignored.keys()].filter((object) => ignored[object])];
    outcome.objects += counting.length;
    for (let t = 0; t < thresholds.length; t++) {
      const threshold = Math.min(thresholds[t]!, 1 - 1e-10);
      taken.fill(0);
      for (let d = 0; d < run.detections.length; d++) {
        let best = threshold;
        let match = -1;
        for (const object of order) {
          if (taken[object] === 1 && !crowds[object]) continue;
          if (match >= 0 && !ignored[match] && ignored[object]) break;
          const overlap = overlaps[d * count + object]!;
          if (overlap < best) continue;
          best = overlap;
          match = object;
        }
        if (match < 0) continue;
        taken[match] = 1;
        const detection = run.detections[d]!;
        outcome.wrong[detection]! &= ~(1 << t);
        if (!ignored[match]) outcome.right[detection]! |= 1 << t;
      }
    }
  }
}
