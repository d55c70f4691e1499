import { checkShape, type Loss, type QualityPredictions } from '@tandem-det/core';
import { sigmoidCrossEntropy, withoutTape } from '@tandem-det/kernels';
import { clipByValue } from '@tensorflow/tfjs-core';
import { matchedOverlaps } from './matched-boxes.ts';
import { type Normaliser, normalised, positives } from './normaliser.ts';
import { positiveWeights } from './prior-weights.ts';
import { requirePrediction } from './require-prediction.ts';

export interface IouQualityLossOptions {
  readonly normaliser?: Normaliser;
  /** Name of the term. */
  readonly name?: string;
}

/**
 * Binary cross-entropy of a quality branch that predicts IoU, over the positives:
 * `Σ BCE(σ(qualityLogits), IoU(predicted, assigned box)) / normaliser`. The IoU is a constant: the box is not
 * moved towards what the branch predicts. OTA weighs it by 0.5.
 *
 * Shapes: qualityLogits [B, A], boxes [B, A, 4] in pixels. Returns the term `quality`.
 * Errors: an ExpectationError for a head that predicts no quality (a compile error in TypeScript).
 * Source: Wu et al. 2020, IoU-aware detector; Ge et al. 2021, OTA, and its `fcos.py`.
 */
export function iouQuality({
  normaliser = positives(),
  name = 'quality',
}: IouQualityLossOptions = {}): Loss<QualityPredictions> {
  return (predictions, _priors, _truth, assignment) => {
    requirePrediction(
      'iouQuality',
      predictions,
      'qualityLogits',
      'Use a head with a quality branch, such as decoupledHead()',
    );
    const { qualityLogits } = predictions;
    checkShape('iouQuality', qualityLogits, 'B A');
    const { targets, weights, divisor } = withoutTape(() => {
      const weights = positiveWeights(assignment);
      return {
        targets: clipByValue(matchedOverlaps(predictions, assignment), 0, 1),
        weights,
        divisor: normaliser(assignment, weights),
      };
    });
    return { [name]: normalised(sigmoidCrossEntropy(qualityLogits, targets), weights, divisor) };
  };
}
