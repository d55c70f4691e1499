import { describe, nonNegative, readOptions } from '@tandem-det/base';
import { checkShape, type Loss } from '@tandem-det/core';
import { sigmoidFocal, withoutTape } from '@tandem-det/kernels';
import { sum, type Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { classTargets } from './class-targets.ts';
import { normalized, positives } from './normalizer.ts';
import { includedWeights } from './prior-weights.ts';
import { normalizer, termName } from './shared-options.ts';

/** The options of `focal`, their defaults and their checks. */
export const focalOptions = z.strictObject({
  /** Weight of positives, 1 - alpha that of negatives; negative for no such weighting. */
  alpha: z.number().default(0.25),
  gamma: nonNegative.default(2),
  /** ATSS divides by `positivesPerImage()`. */
  normalizer: normalizer.default(() => positives()),
  /** Name of the term. */
  name: termName.default('classification'),
});

export type FocalLossOptions = z.input<typeof focalOptions>;

/**
 * Focal loss on hard labels: `Σ α_y (1 - p_y)^γ · -log p_y / normalizer` over all classes of all priors
 * that are not ignored, p = σ(classLogits), y = 1 at the class of a positive and 0 elsewhere.
 *
 * Shapes: classLogits [B, A, K]. Returns the term `classification`.
 * Source: Lin et al. 2017; the warm-up loss of TOOD, which the authors compute on the probabilities of
 * their head: the same function, as the head's logits here are the logits of those probabilities.
 */
export function focal(options: FocalLossOptions = {}): Loss {
  const read = readOptions('focal', focalOptions, options);
  const { alpha, gamma, normalizer, name } = read;
  const loss: Loss = ({ classLogits }, _priors, _truth, assignment) => {
    checkShape('focal', classLogits, 'B A K');
    const { targets, weights, divisor } = withoutTape(() => {
      const weights = includedWeights(assignment);
      return {
        targets: classTargets(assignment.labels, classLogits.shape[2]),
        weights,
        divisor: normalizer(assignment, weights),
      };
    });
    const perPrior = sum(sigmoidFocal(classLogits, targets, { alpha, gamma }), 2) as Tensor2D;
    return { [name]: normalized(perPrior, weights, divisor) };
  };
  return describe(loss, 'focal', read);
}
