import { checkShape, type Loss } from '@tandem-det/core';
import { sigmoidFocal, withoutTape } from '@tandem-det/kernels';
import { sum, type Tensor2D } from '@tensorflow/tfjs-core';
import { classTargets } from './class-targets.ts';
import { type Normaliser, normalised, positives } from './normaliser.ts';
import { includedWeights } from './prior-weights.ts';

export interface FocalLossOptions {
  /** Weight of positives, 1 - alpha that of negatives; negative for no such weighting. */
  readonly alpha?: number;
  readonly gamma?: number;
  /** ATSS divides by `positivesPerImage()`. */
  readonly normaliser?: Normaliser;
  /** Name of the term. */
  readonly name?: string;
}

/**
 * Focal loss on hard labels: `Σ α_y (1 - p_y)^γ · -log p_y / normaliser` over all classes of all priors
 * that are not ignored, p = σ(classLogits), y = 1 at the class of a positive and 0 elsewhere.
 *
 * Shapes: classLogits [B, A, K]. Returns the term `classification`.
 * Source: Lin et al. 2017; the warm-up loss of TOOD, which the authors compute on the probabilities of
 * their head: the same function, as the head's logits here are the logits of those probabilities.
 */
export function focal({
  alpha = 0.25,
  gamma = 2,
  normaliser = positives(),
  name = 'classification',
}: FocalLossOptions = {}): Loss {
  return ({ classLogits }, _priors, _truth, assignment) => {
    checkShape('focal', classLogits, 'B A K');
    const { targets, weights, divisor } = withoutTape(() => {
      const weights = includedWeights(assignment);
      return {
        targets: classTargets(assignment.labels, classLogits.shape[2]),
        weights,
        divisor: normaliser(assignment, weights),
      };
    });
    const perPrior = sum(sigmoidFocal(classLogits, targets, { alpha, gamma }), 2) as Tensor2D;
    return { [name]: normalised(perPrior, weights, divisor) };
  };
}
