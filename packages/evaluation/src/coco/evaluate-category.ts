import type { ClassBoxes } from './class-boxes.ts';
import { interpolatePrecision } from './curve.ts';
import { type AreaRange, matchImage, unmatched } from './match.ts';

/** 0.50, 0.55, ..., 0.95, with the rounding of numpy's `linspace`, since overlaps may lie on a threshold. */
export const IOU_THRESHOLDS = linspace(0.5, 0.95, 10);
/** 0, 0.01, ..., 1 */
export const RECALLS = linspace(0, 1, 101);

/** COCO's sizes of objects, by area in pixels. */
const AREAS = {
  all: { from: 0, to: 1e10 },
  small: { from: 0, to: 32 ** 2 },
  medium: { from: 32 ** 2, to: 96 ** 2 },
  large: { from: 96 ** 2, to: 1e10 },
} as const satisfies Readonly<Record<string, AreaRange>>;
type Area = keyof typeof AREAS;
const NAMES = Object.keys(AREAS) as Area[];
const RANGES = Object.values(AREAS);

/** Precision and recall of one class; an area is absent where the class has no object in it. */
export interface CategoryCurves {
  /** Objects that count, of all sizes. */
  readonly objects: number;
  /** Mean over recalls of the precision, for each IoU threshold. */
  readonly precision: Readonly<Partial<Record<Area, readonly number[]>>>;
  /** Recall for each IoU threshold; `all1` and `all10` with that many detections per image. */
  readonly recall: Readonly<Partial<Record<Area | 'all1' | 'all10', readonly number[]>>>;
  /** Precision of all sizes at each of 101 recalls, threshold after threshold; absent without objects. */
  readonly curves?: Float64Array;
}

/** Matches the detections of one class in every image and area range, and draws the curves. */
export function evaluateCategory(boxes: ClassBoxes): CategoryCurves {
  const total = boxes.scores.length;
  const outcomes = RANGES.map((range) => unmatched(boxes.detectionAreas, range, IOU_THRESHOLDS.length));
  for (const image of boxes.images) matchImage(boxes, image, IOU_THRESHOLDS, RANGES, outcomes);
  const precision: Partial<Record<Area, number[]>> = {};
  const recall: Partial<Record<Area | 'all1' | 'all10', number[]>> = {};
  let curvesOfAll: Float64Array | undefined;
  const thresholds = [...IOU_THRESHOLDS.keys()];
  const wrongBefore = new Uint32Array(total);
  for (const [index, { right, wrong, objects }] of outcomes.entries()) {
    if (objects === 0) continue;
    const area = NAMES[index]!;
    const curves = new Float64Array(IOU_THRESHOLDS.length * RECALLS.length);
    recall[area] = thresholds.map((t) => {
      const found = countWrongBefore(right, wrong, t, wrongBefore);
      interpolatePrecision(wrongBefore, found, objects, RECALLS, curves, t * RECALLS.length);
      return found / objects;
    });
    precision[area] = thresholds.map((t) => {
      const curve = curves.subarray(t * RECALLS.length, (t + 1) * RECALLS.length);
      return curve.reduce((sum, value) => sum + value, 0) / RECALLS.length;
    });
    if (area !== 'all') continue;
    curvesOfAll = curves;
    recall.all1 = thresholds.map((t) => countRight(right, t, boxes.ranks, 1) / objects);
    recall.all10 = thresholds.map((t) => countRight(right, t, boxes.ranks, 10) / objects);
  }
  return {
    objects: outcomes[0]!.objects,
    precision,
    recall,
    ...(curvesOfAll && { curves: curvesOfAll }),
  };
}

/** For each right detection, by falling score, the wrong ones before it; returns how many are right. */
function countWrongBefore(
  right: Uint16Array,
  wrong: Uint16Array,
  threshold: number,
  wrongBefore: Uint32Array,
): number {
  let found = 0;
  let mistakes = 0;
  for (let index = 0; index < right.length; index++) {
    if ((right[index]! >> threshold) & 1) wrongBefore[found++] = mistakes;
    else mistakes += (wrong[index]! >> threshold) & 1;
  }
  return found;
}

function countRight(right: Uint16Array, threshold: number, ranks: Uint32Array, most: number): number {
  let found = 0;
  for (let index = 0; index < right.length; index++) {
    if (ranks[index]! < most) found += (right[index]! >> threshold) & 1;
  }
  return found;
}

function linspace(from: number, to: number, count: number): Float64Array {
  const step = (to - from) / (count - 1);
  const values = Float64Array.from({ length: count }, (_, index) => from + index * step);
  values[count - 1] = to;
  return values;
}
