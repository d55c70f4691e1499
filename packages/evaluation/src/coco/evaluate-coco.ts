import { groupBy } from '../group-by.ts';
import { checkDetections } from '../truth/check-inputs.ts';
import type { CocoDetection } from '../truth/coco-types.ts';
import { type GroundTruth, readTruth, type Truth } from '../truth/truth.ts';
import { classBoxes } from './class-boxes.ts';
import { type CategoryCurves, evaluateCategory, IOU_THRESHOLDS } from './evaluate-category.ts';

/** The twelve numbers of COCO's bbox evaluation, in its order; -1 where there is nothing to measure. */
export interface CocoStats {
  /** Mean over IoU 0.50 to 0.95, classes and recalls. */
  readonly ap: number;
  readonly ap50: number;
  readonly ap75: number;
  readonly apSmall: number;
  readonly apMedium: number;
  readonly apLarge: number;
  /** Recall, mean over IoU and classes, with 1, 10, 100 detections per image and class. */
  readonly ar1: number;
  readonly ar10: number;
  readonly ar100: number;
  readonly arSmall: number;
  readonly arMedium: number;
  readonly arLarge: number;
}

export interface CategoryResult {
  readonly id: number;
  readonly name: string;
  /** Objects that count: without crowds. */
  readonly objects: number;
  readonly ap: number;
  readonly ap50: number;
  readonly ap75: number;
  readonly ar100: number;
}

export interface CocoEvaluation {
  readonly stats: CocoStats;
  /** In the order of category ids. */
  readonly categories: readonly CategoryResult[];
  /** Category ids of detections that the ground truth does not have: such detections are left out. */
  readonly unknownCategories: readonly number[];
}

export interface EvaluateCocoOptions {
  readonly groundTruth: GroundTruth;
  readonly detections: readonly CocoDetection[];
}

/**
 * COCO average precision and recall of boxes, equal to pycocotools' `COCOeval(..., 'bbox')`.
 *
 * The ground truth is a dataset or the contents of a COCO instances file. Boxes of the latter and of detections are
 * x, y, width, height in pixels; detections may come in any order, of equal scores the first given ranks first. At
 * most 100 detections per image and class count.
 *
 * Throws an ExpectationError where detections or ground truth are no COCO content (a path, `box` for `bbox`), and when a
 * detection is of an image that the ground truth lacks, or has a score or box that is not finite. Difference from pycocotools: an annotation whose id is 0 counts like any other (there, the
 * detection that finds it counts as wrong).
 */
export function evaluateCoco({ groundTruth, detections }: EvaluateCocoOptions): CocoEvaluation {
  return summarize(evaluateClasses('evaluateCoco', readTruth('evaluateCoco', groundTruth), detections));
}

/** Every class of the ground truth evaluated, by id. */
export interface EvaluatedClasses {
  readonly classes: readonly {
    readonly id: number;
    readonly name: string;
    readonly curves: CategoryCurves;
  }[];
  readonly unknownCategories: readonly number[];
}

/** `caller` is named in errors. */
export function evaluateClasses(
  caller: string,
  { imageIds, categories, objects }: Truth,
  detections: readonly CocoDetection[],
): EvaluatedClasses {
  const imageOrder = new Map(imageIds.map((id, position) => [id, position]));
  checkDetections(caller, detections, (id) => imageOrder.has(id));
  const objectsOf = groupBy(objects, ({ categoryId }) => categoryId);
  const detectionsOf = groupBy(detections, ({ category_id }) => category_id);
  const known = new Set(categories.map(({ id }) => id));
  return {
    classes: categories.map(({ id, name }) => {
      const own = objectsOf.get(id) ?? [];
      const found = detectionsOf.get(id) ?? [];
      const imageOfOwn = Int32Array.from(own, ({ imageId }) => imageOrder.get(imageId) ?? -1);
      const imageOfFound = Int32Array.from(found, ({ image_id }) => imageOrder.get(image_id)!);
      const boxes = classBoxes(own, imageOfOwn, found, imageOfFound, imageIds.length, 100);
      return { id, name, curves: evaluateCategory(boxes) };
    }),
    unknownCategories: [...detectionsOf.keys()].filter((id) => !known.has(id)).sort((a, b) => a - b),
  };
}

/** The numbers, from the curves of the classes. */
export function summarize({ classes, unknownCategories }: EvaluatedClasses): CocoEvaluation {
  return {
    stats: statsOf(classes.map(({ curves }) => curves)),
    categories: classes.map(({ id, name, curves }) => {
      const { ap, ap50, ap75, ar100 } = statsOf([curves]);
      return { id, name, objects: curves.objects, ap, ap50, ap75, ar100 };
    }),
    unknownCategories,
  };
}

/** The twelve numbers as a list, in the order in which COCO prints them. */
export function statsList(stats: CocoStats): readonly number[] {
  return STATS.map((name) => stats[name]);
}

const STATS = [
  'ap',
  'ap50',
  'ap75',
  'apSmall',
  'apMedium',
  'apLarge',
  'ar1',
  'ar10',
  'ar100',
  'arSmall',
  'arMedium',
  'arLarge',
] as const satisfies readonly (keyof CocoStats)[];

function statsOf(curves: readonly CategoryCurves[]): CocoStats {
  const at50 = IOU_THRESHOLDS.indexOf(0.5);
  const at75 = IOU_THRESHOLDS.indexOf(0.75);
  const precision = (area: 'all' | 'small' | 'medium' | 'large', threshold?: number) =>
    mean(curves.flatMap((curve) => curve.precision[area]?.filter((_, t) => (threshold ?? t) === t) ?? []));
  const recall = (list: 'all1' | 'all10' | 'all' | 'small' | 'medium' | 'large') =>
    mean(curves.flatMap((curve) => curve.recall[list] ?? []));
  return {
    ap: precision('all'),
    ap50: precision('all', at50),
    ap75: precision('all', at75),
    apSmall: precision('small'),
    apMedium: precision('medium'),
    apLarge: precision('large'),
    ar1: recall('all1'),
    ar10: recall('all10'),
    ar100: recall('all'),
    arSmall: recall('small'),
    arMedium: recall('medium'),
    arLarge: recall('large'),
  };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? -1 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
