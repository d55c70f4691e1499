import { precisionRecall } from './curve.ts';
import type { ImageGroup } from './group.ts';
import { type AreaRange, matchImage } from './match.ts';

/** 0.50, 0.55, ..., 0.95, with the rounding of numpy's `linspace`, since overlaps may lie on a threshold. */
export const IOU_THRESHOLDS = linspace(0.5, 0.95, 10);
/** 0, 0.01, ..., 1 */
export const RECALLS = linspace(0, 1, 101);

/** COCO's sizes of objects, by area in pixels. */
const AREAS: Readonly<Record<'all' | 'small' | 'medium' | 'large', AreaRange>> = {
  all: { from: 0, to: 1e10 },
  small: { from: 0, to: 32 ** 2 },
  medium: { from: 32 ** 2, to: 96 ** 2 },
  large: { from: 96 ** 2, to: 1e10 },
};
type Area = keyof typeof AREAS;

/** Precision and recall of one class; an area is absent where the class has no object in it. */
export interface CategoryCurves {
  /** Objects that count, of all sizes. */
  readonly objects: number;
  /** Mean over recalls of the precision, for each IoU threshold. */
  readonly precision: Readonly<Partial<Record<Area, readonly number[]>>>;
  /** Recall for each IoU threshold; `all1` and `all10` with that many detections per image. */
  readonly recall: Readonly<Partial<Record<Area | 'all1' | 'all10', readonly number[]>>>;
}

/** Matches the detections of one class in every image and area range, and draws the curves. */
export function evaluateCategory(groups: readonly ImageGroup[]): CategoryCurves {
  const { order, rank } = rankDetections(groups);
  const outcomes = new Uint8Array(IOU_THRESHOLDS.length * order.length);
  const precision: Partial<Record<Area, number[]>> = {};
  const recall: Partial<Record<Area | 'all1' | 'all10', number[]>> = {};
  let objectsOfAllSizes = 0;
  for (const [area, range] of Object.entries(AREAS) as [Area, AreaRange][]) {
    const objects = matchAll(groups, range, outcomes, order.length);
    if (area === 'all') objectsOfAllSizes = objects;
    if (objects === 0) continue;
    const curve = (most: number) => {
      const kept = order.filter((index) => rank[index]! < most);
      return [...IOU_THRESHOLDS.keys()].map((t) => {
        const ranked = kept.map((index) => outcomes[t * order.length + index]!);
        return precisionRecall(ranked, objects, RECALLS);
      });
    };
    const curves = curve(100);
    precision[area] = curves.map(
      (at) => at.precision.reduce((sum, value) => sum + value, 0) / RECALLS.length,
    );
    recall[area] = curves.map((at) => at.recall);
    if (area === 'all') {
      recall.all1 = curve(1).map((at) => at.recall);
      recall.all10 = curve(10).map((at) => at.recall);
    }
  }
  return { objects: objectsOfAllSizes, precision, recall };
}

/** Detections of all images by falling score (equal scores in the order of images), and each one's rank in its image. */
function rankDetections(groups: readonly ImageGroup[]): { order: Uint32Array; rank: Uint32Array } {
  const total = groups.reduce((sum, { scores }) => sum + scores.length, 0);
  const scores = new Float64Array(total);
  const rank = new Uint32Array(total);
  let offset = 0;
  for (const group of groups) {
    scores.set(group.scores, offset);
    for (let i = 0; i < group.scores.length; i++) rank[offset++] = i;
  }
  const order = Uint32Array.from({ length: total }, (_, index) => index);
  order.sort((a, b) => scores[b]! - scores[a]! || a - b);
  return { order, rank };
}

function matchAll(
  groups: readonly ImageGroup[],
  range: AreaRange,
  outcomes: Uint8Array,
  total: number,
): number {
  let objects = 0;
  let offset = 0;
  for (const group of groups) {
    objects += matchImage(group, IOU_THRESHOLDS, range, outcomes, total, offset);
    offset += group.scores.length;
  }
  return objects;
}

function linspace(from: number, to: number, count: number): Float64Array {
  const step = (to - from) / (count - 1);
  const values = Float64Array.from({ length: count }, (_, index) => from + index * step);
  values[count - 1] = to;
  return values;
}
