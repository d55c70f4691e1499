import { describe, readOptions } from '@tandem-det/base';
import {
  checkShape,
  type Loss,
  type Need,
  type QualityPredictions,
  requirePrediction,
  withNeeds,
} from '@tandem-det/core';
import { sigmoidCrossEntropy, withoutTape } from '@tandem-det/kernels';
import { z } from 'zod';
import { centernessTarget } from './centerness-target.ts';
import { normalized, positives } from './normalizer.ts';
import { positiveWeights } from './prior-weights.ts';
import { normalizer, termName } from './shared-options.ts';

/** The options of `centerness`, their defaults and their checks. */
export const centernessOptions = z.strictObject({
  /** ATSS divides by `positivesPerImage()`. */
  normalizer: normalizer.default(() => positives()),
  /** Name of the term. */
  name: termName.default('centerness'),
});

export type CenternessLossOptions = z.input<typeof centernessOptions>;

const NEED = {
  field: 'qualityLogits',
  by: 'centerness',
  remedy: 'Use a head with a centerness branch, such as decoupledHead(), or leave this loss out.',
} as const satisfies Need;

/**
 * Binary cross-entropy of the centerness branch, over the positives:
 * `Σ BCE(σ(qualityLogits), centerness of the prior's centre in its object) / normalizer`.
 *
 * Shapes: qualityLogits [B, A]. Returns the term `centerness`.
 * Errors: an ExpectationError for an unknown option; `createDetector` refuses a head that predicts no quality (a compile error in TypeScript).
 * Source: Tian et al. 2019 (FCOS); Zhang et al. 2020 (ATSS). A centre outside of its object has target 0.
 */
export function centerness(options: CenternessLossOptions = {}): Loss<QualityPredictions> {
  const read = readOptions('centerness', centernessOptions, options);
  const { normalizer, name } = read;
  const loss: Loss<QualityPredictions> = (predictions, priors, _truth, assignment) => {
    requirePrediction(NEED, predictions);
    const { qualityLogits } = predictions;
    checkShape('centerness', qualityLogits, 'B A');
    const { targets, weights, divisor } = withoutTape(() => {
      const weights = positiveWeights(assignment);
      return {
        targets: centernessTarget(priors, assignment),
        weights,
        divisor: normalizer(assignment, weights),
      };
    });
    return { [name]: normalized(sigmoidCrossEntropy(qualityLogits, targets), weights, divisor) };
  };
  return withNeeds(describe(loss, 'centerness', read), [NEED]);
}
