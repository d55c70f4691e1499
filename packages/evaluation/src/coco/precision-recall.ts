import { readTruth } from '../truth/truth.ts';
import { IOU_THRESHOLDS, RECALLS } from './evaluate-category.ts';
import { type EvaluateCocoOptions, type EvaluatedClasses, evaluateClasses } from './evaluate-coco.ts';

/** Precision at the recalls 0, 0.01, …, 1: of IoU 0.5, of 0.75, and the mean of 0.50 to 0.95. */
export interface PrecisionRecall {
  readonly at50: readonly number[];
  readonly at75: readonly number[];
  readonly mean: readonly number[];
}

export interface PrecisionRecallCurves extends PrecisionRecall {
  /** Classes that have objects, by id. */
  readonly classes: readonly ({ readonly id: number; readonly name: string } & PrecisionRecall)[];
}

/**
 * The curves whose areas are COCO's AP50, AP75 and AP: of each class with objects, and their mean over the
 * classes. Precision is interpolated: the largest at that recall or a higher one, 0 beyond the last.
 */
export function precisionRecallCurves({
  groundTruth,
  detections,
}: EvaluateCocoOptions): PrecisionRecallCurves {
  return curvesOfClasses(
    evaluateClasses('precisionRecallCurves', readTruth('precisionRecallCurves', groundTruth), detections),
  );
}

/** The same, of classes that are evaluated already. */
export function curvesOfClasses({ classes: evaluated }: EvaluatedClasses): PrecisionRecallCurves {
  const classes = evaluated.flatMap(({ id, name, curves: { curves } }) =>
    curves === undefined ? [] : [{ id, name, ...curvesOf(curves) }],
  );
  const over = (key: keyof PrecisionRecall) =>
    Array.from(
      RECALLS,
      (_, recall) => classes.reduce((sum, each) => sum + each[key][recall]!, 0) / Math.max(1, classes.length),
    );
  return { at50: over('at50'), at75: over('at75'), mean: over('mean'), classes };
}

function curvesOf(curves: Float64Array): PrecisionRecall {
  const count = RECALLS.length;
  const at = (threshold: number) => {
    const first = IOU_THRESHOLDS.indexOf(threshold) * count;
    return [...curves.subarray(first, first + count)];
  };
  const mean = Array.from(RECALLS, (_, recall) => {
    let sum = 0;
    for (let t = 0; t < IOU_THRESHOLDS.length; t++) sum += curves[t * count + recall]!;
    return sum / IOU_THRESHOLDS.length;
  });
  return { at50: at(0.5), at75: at(0.75), mean };
}
