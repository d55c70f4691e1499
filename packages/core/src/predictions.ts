import type { Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';

/** What every head predicts for each of A priors. */
export interface DensePredictions {
  /** [B, A, K], before the sigmoid. */
  readonly classLogits: Tensor3D;
  /** [B, A, 4] as x1, y1, x2, y2 in pixels of the network's input. */
  readonly boxes: Tensor3D;
}

/** A head with a quality branch: centerness (ATSS, FCOS) or predicted IoU (OTA). */
export interface QualityPredictions extends DensePredictions {
  /** [B, A], before the sigmoid. */
  readonly qualityLogits: Tensor2D;
}

/** A head that predicts boxes as deltas to its priors. */
export interface DeltaPredictions extends DensePredictions {
  /** [B, A, 4] */
  readonly boxDeltas: Tensor3D;
}

/** A head that predicts a distribution over R bins for each side (GFL). */
export interface DistributionPredictions extends DensePredictions {
  /** [B, A, 4, R], before the softmax. */
  readonly boxDistribution: Tensor4D;
}

/** A head that tells object from background apart from the class (YOLOX). */
export interface ObjectnessPredictions extends DensePredictions {
  /** [B, A], before the sigmoid. */
  readonly objectnessLogits: Tensor2D;
}
