import { type JudgedImage, judgeAll } from './analysis/judge-images.ts';
import {
  type CocoEvaluation,
  type EvaluateCocoOptions,
  evaluateClasses,
  summarize,
} from './coco/evaluate-coco.ts';
import { curvesOfClasses, type PrecisionRecallCurves } from './coco/precision-recall.ts';
import { readTruth } from './truth/truth.ts';

/** The numbers of COCO with what they come from, so that nothing has to be computed again to look into them. */
export interface DetectionEvaluation extends CocoEvaluation {
  readonly curves: PrecisionRecallCurves;
  /** Every image of the ground truth, by rising id, its detections judged at IoU 0.5. */
  readonly images: readonly JudgedImage[];
}

/**
 * All that is known of detections once they are compared with a dataset (or the contents of a COCO instances file):
 * the numbers of `evaluateCoco`, the curves of `precisionRecallCurves` and the images of `judgeImages`. Errors and
 * units are those of `evaluateCoco`.
 */
export function evaluateDetections({ groundTruth, detections }: EvaluateCocoOptions): DetectionEvaluation {
  const truth = readTruth('evaluateDetections', groundTruth);
  const classes = evaluateClasses('evaluateDetections', truth, detections);
  return {
    ...summarize(classes),
    curves: curvesOfClasses(classes),
    images: judgeAll(truth, detections, 0.5),
  };
}
