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
import { clipByValue } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { matchedOverlaps } from './matched-boxes.ts';
import { normalized, positives } from './normalizer.ts';
import { positiveWeights } from './prior-weights.ts';
import { normalizer, termName } from './shared-options.ts';

/** The options of `iouQuality`, their defaults and their checks. */
export const iouQualityOptions = z.strictObject({
  normalizer: normalizer.default(() => positives()),
  /** Name of the term. */
  name: termName.default('quality'),
});

export type IouQualityLossOptions = z.input<typeof iouQualityOptions>;

const NEED = {
  field: 'qualityLogits',
  by: 'iouQuality',
  remedy: 'Use a head with a quality branch, such as decoupledHead(), or leave this loss out.',
} as const satisfies Need;

/**
 * Binary cross-entropy of a quality branch that predicts IoU, over the positives:
 * `Σ BCE(σ(qualityLogits), IoU(predicted, assigned box)) / normalizer`. The IoU is a constant: the box is not
 * moved towards what the branch predicts. OTA weighs it by 0.5.
 *
 * Shapes: qualityLogits [B, A], boxes [B, A, 4] in pixels. Returns the term `quality`.
 * Errors: an ExpectationError for an unknown option; `createDetector` refuses a head that predicts no quality (a compile error in TypeScript).
 * Source: Wu et al. 2020, IoU-aware detector; Ge et al. 2021, OTA, and its `fcos.py`.
 */
export function iouQuality(options: IouQualityLossOptions = {}): Loss<QualityPredictions> {
  const read = readOptions('iouQuality', iouQualityOptions, options);
  const { normalizer, name } = read;
  const loss: Loss<QualityPredictions> = (predictions, _priors, _truth, assignment) => {
    requirePrediction(NEED, predictions);
    const { qualityLogits } = predictions;
    checkShape('iouQuality', qualityLogits, 'B A');
    const { targets, weights, divisor } = withoutTape(() => {
      const weights = positiveWeights(assignment);
      return {
        targets: clipByValue(matchedOverlaps(predictions, assignment), 0, 1),
        weights,
        divisor: normalizer(assignment, weights),
      };
    });
    return { [name]: normalized(sigmoidCrossEntropy(qualityLogits, targets), weights, divisor) };
  };
  return withNeeds(describe(loss, 'iouQuality', read), [NEED]);
}
