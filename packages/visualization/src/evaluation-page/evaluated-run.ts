import {
  type AlignmentSummary,
  type BoxCounts,
  breakdown,
  type CocoDetection,
  type CocoGroundTruth,
  confusionMatrix,
  errorCosts,
  evaluateCoco,
  judgeImages,
  precisionRecallCurves,
  rankImages,
} from '@tandem-det/evaluation';

/** What one detector found in the dataset of a page. */
export interface EvaluatedRun {
  readonly name: string;
  readonly detections: readonly CocoDetection[];
  /** Of all its predictions, before non-maximum suppression. */
  readonly alignment?: AlignmentSummary & BoxCounts;
}

/** All that a page says about a run. */
export type RunAnalysis = ReturnType<typeof analyzeRun>;

export function analyzeRun(
  { name, detections, alignment }: EvaluatedRun,
  groundTruth: CocoGroundTruth,
  scoreThreshold: number,
) {
  const images = judgeImages({ groundTruth, detections });
  return {
    name,
    alignment,
    evaluation: evaluateCoco({ groundTruth, detections }),
    curves: precisionRecallCurves({ groundTruth, detections }),
    images: new Map(images.map((image) => [image.id, image])),
    ranked: rankImages(images, { scoreThreshold }),
    errors: errorCosts(images),
    confusion: confusionMatrix(images, groundTruth.categories, { scoreThreshold }),
    breakdown: breakdown(images, { scoreThreshold }),
  };
}
