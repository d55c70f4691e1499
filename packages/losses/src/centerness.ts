import { checkShape, type Loss, type QualityPredictions } from '@tandem-det/core';
import { sigmoidCrossEntropy, withoutTape } from '@tandem-det/kernels';
import { centernessTarget } from './centerness-target.ts';
import { type Normaliser, normalised, positives } from './normaliser.ts';
import { positiveWeights } from './prior-weights.ts';
import { requirePrediction } from './require-prediction.ts';

export interface CenternessLossOptions {
  /** ATSS divides by `positivesPerImage()`. */
  readonly normaliser?: Normaliser;
  /** Name of the term. */
  readonly name?: string;
}

/**
 * Binary cross-entropy of the centerness branch, over the positives:
 * `Σ BCE(σ(qualityLogits), centerness of the prior's centre in its object) / normaliser`.
 *
 * Shapes: qualityLogits [B, A]. Returns the term `centerness`.
 * Errors: an ExpectationError for a head that predicts no quality (a compile error in TypeScript).
 * Source: Tian et al. 2019 (FCOS); Zhang et al. 2020 (ATSS). A centre outside of its object has target 0.
 */
export function centerness({
  normaliser = positives(),
  name = 'centerness',
}: CenternessLossOptions = {}): Loss<QualityPredictions> {
  return (predictions, priors, _truth, assignment) => {
    requirePrediction(
      'centerness',
      predictions,
      'qualityLogits',
      'Use a head with a centerness branch, such as decoupledHead()',
    );
    const { qualityLogits } = predictions;
    checkShape('centerness', qualityLogits, 'B A');
    const { targets, weights, divisor } = withoutTape(() => {
      const weights = positiveWeights(assignment);
      return {
        targets: centernessTarget(priors, assignment),
        weights,
        divisor: normaliser(assignment, weights),
      };
    });
    return { [name]: normalised(sigmoidCrossEntropy(qualityLogits, targets), weights, divisor) };
  };
}
