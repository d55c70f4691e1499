import { describe, readOptions } from '@tandem-det/base';
import {
  checkShape,
  type Loss,
  type Need,
  type ObjectnessPredictions,
  requirePrediction,
  withNeeds,
} from '@tandem-det/core';
import { sigmoidCrossEntropy, withoutTape } from '@tandem-det/kernels';
import { mul } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { normalized, positives } from './normalizer.ts';
import { includedWeights, positiveWeights } from './prior-weights.ts';
import { normalizer, qualityTarget, termName } from './shared-options.ts';
import { targetQuality } from './target-quality.ts';

/** The options of `objectness`, their defaults and their checks. */
export const objectnessOptions = z.strictObject({
  /** What a positive should reach: 1 (YOLOX), the IoU of its predicted box with its object, or its alignment. */
  target: qualityTarget.default('one'),
  normalizer: normalizer.default(() => positives()),
  /** Name of the term. */
  name: termName.default('objectness'),
});

export type ObjectnessLossOptions = z.input<typeof objectnessOptions>;

const NEED = {
  field: 'objectnessLogits',
  by: 'objectness',
  remedy: 'Use a head with an objectness branch, such as yoloxHead(), or leave this loss out.',
} as const satisfies Need;

/**
 * Binary cross-entropy of the objectness branch, over all priors that are not ignored:
 * `Σ BCE(σ(objectnessLogits), y) / normalizer`, y the target of a positive, 0 for background.
 *
 * Shapes: objectnessLogits [B, A]. Returns the term `objectness`.
 * Errors: an ExpectationError for an unknown option; `createDetector` refuses a head that predicts no objectness (a compile error in TypeScript).
 * Source: Ge et al. 2021, YOLOX, and its `yolo_head.py`.
 */
export function objectness(options: ObjectnessLossOptions = {}): Loss<ObjectnessPredictions> {
  const read = readOptions('objectness', objectnessOptions, options);
  const { target, normalizer, name } = read;
  const loss: Loss<ObjectnessPredictions> = (predictions, _priors, _truth, assignment) => {
    requirePrediction(NEED, predictions);
    const { objectnessLogits } = predictions;
    checkShape('objectness', objectnessLogits, 'B A');
    const { targets, weights, divisor } = withoutTape(() => {
      const positive = positiveWeights(assignment);
      const quality = targetQuality(target, predictions, assignment);
      const weights = includedWeights(assignment);
      return {
        targets: quality ? mul(positive, quality) : positive,
        weights,
        divisor: normalizer(assignment, weights),
      };
    });
    return { [name]: normalized(sigmoidCrossEntropy(objectnessLogits, targets), weights, divisor) };
  };
  return withNeeds(describe(loss, 'objectness', read), [NEED]);
}
