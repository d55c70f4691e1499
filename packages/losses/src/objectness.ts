import { checkShape, type Loss, type ObjectnessPredictions } from '@tandem-det/core';
import { sigmoidCrossEntropy, withoutTape } from '@tandem-det/kernels';
import { mul } from '@tensorflow/tfjs-core';
import { type Normaliser, normalised, positives } from './normaliser.ts';
import { includedWeights, positiveWeights } from './prior-weights.ts';
import { requirePrediction } from './require-prediction.ts';
import { type QualityTarget, targetQuality } from './target-quality.ts';

export interface ObjectnessLossOptions {
  /** What a positive should reach: 1 (YOLOX), the IoU of its predicted box with its object, or its alignment. */
  readonly target?: QualityTarget;
  readonly normaliser?: Normaliser;
  /** Name of the term. */
  readonly name?: string;
}

/**
 * Binary cross-entropy of the objectness branch, over all priors that are not ignored:
 * `Σ BCE(σ(objectnessLogits), y) / normaliser`, y the target of a positive, 0 for background.
 *
 * Shapes: objectnessLogits [B, A]. Returns the term `objectness`.
 * Errors: an ExpectationError for a head that predicts no objectness (a compile error in TypeScript).
 * Source: Ge et al. 2021, YOLOX, and its `yolo_head.py`.
 */
export function objectness({
  target = 'one',
  normaliser = positives(),
  name = 'objectness',
}: ObjectnessLossOptions = {}): Loss<ObjectnessPredictions> {
  return (predictions, _priors, _truth, assignment) => {
    requirePrediction(
      'objectness',
      predictions,
      'objectnessLogits',
      'Use a head with an objectness branch, such as yoloxHead()',
    );
    const { objectnessLogits } = predictions;
    checkShape('objectness', objectnessLogits, 'B A');
    const { targets, weights, divisor } = withoutTape(() => {
      const positive = positiveWeights(assignment);
      const quality = targetQuality(target, predictions, assignment);
      const weights = includedWeights(assignment);
      return {
        targets: quality ? mul(positive, quality) : positive,
        weights,
        divisor: normaliser(assignment, weights),
      };
    });
    return { [name]: normalised(sigmoidCrossEntropy(objectnessLogits, targets), weights, divisor) };
  };
}
