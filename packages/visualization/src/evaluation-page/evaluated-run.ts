import {
  type AlignmentSummary,
  type BoxCounts,
  breakdown,
  confusionMatrix,
  type DetectionEvaluation,
  errorCosts,
  rankImages,
} from '@tandem-det/evaluation';

/** One detector, compared with the dataset of a page. */
export interface EvaluatedRun {
  readonly name: string;
  /** As `evaluateDetector` or `evaluateDetections` gives it. */
  readonly evaluation: DetectionEvaluation & {
    /** Of all its predictions, before non-maximum suppression. */
    readonly alignment?: AlignmentSummary & BoxCounts;
  };
}

/** All that a page says about a run. */
export type RunAnalysis = ReturnType<typeof analyzeRun>;

export function analyzeRun({ name, evaluation }: EvaluatedRun, scoreThreshold: number) {
  const { images, categories } = evaluation;
  return {
    name,
    evaluation,
    images: new Map(images.map((image) => [image.id, image])),
    ranked: rankImages(images, { scoreThreshold }),
    errors: errorCosts(images),
    confusion: confusionMatrix(images, categories, { scoreThreshold }),
    breakdown: breakdown(images, { scoreThreshold }),
  };
}
