import { describe, nonNegative, readOptions } from '@tandem-det/base';
import { checkShape, type Loss } from '@tandem-det/core';
import { varifocal as elements, withoutTape } from '@tandem-det/kernels';
import { sum, type Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { classTargets } from './class-targets.ts';
import { normalized, positives } from './normalizer.ts';
import { includedWeights } from './prior-weights.ts';
import { normalizer, qualityTarget, termName } from './shared-options.ts';
import { targetQuality } from './target-quality.ts';

/** The options of `varifocal`, their defaults and their checks. */
export const varifocalOptions = z.strictObject({
  target: qualityTarget.default('iou'),
  /** Weight of all but the positives' classes. */
  alpha: nonNegative.default(0.75),
  /** Exponent of the score of all but the positives' classes. */
  gamma: nonNegative.default(2),
  /** Positives count by their target quality; otherwise each counts once. */
  targetWeighted: z.boolean().default(true),
  normalizer: normalizer.default(() => positives()),
  /** Name of the term. */
  name: termName.default('classification'),
});

export type VarifocalLossOptions = z.input<typeof varifocalOptions>;

/**
 * Varifocal loss: `Σ q · BCE(p, q) / normalizer` at the positives' classes plus `Σ α p^γ · -log(1 - p)` at all
 * other classes and priors that are not ignored, p = σ(classLogits) and q the target quality, a constant. A
 * positive whose quality is 0 counts as background.
 *
 * Shapes: classLogits [B, A, K], boxes [B, A, 4]. Returns the term `classification`.
 * Source: Zhang et al. 2021, VarifocalNet, equation 2; divided by the positives as in its code.
 */
export function varifocal(options: VarifocalLossOptions = {}): Loss {
  const read = readOptions('varifocal', varifocalOptions, options);
  const { target, alpha, gamma, targetWeighted, normalizer, name } = read;
  const loss: Loss = (predictions, _priors, _truth, assignment) => {
    const { classLogits } = predictions;
    checkShape('varifocal', classLogits, 'B A K');
    const { targets, weights, divisor } = withoutTape(() => {
      const weights = includedWeights(assignment);
      const quality = targetQuality(target, predictions, assignment);
      return {
        targets: classTargets(assignment.labels, classLogits.shape[2], quality),
        weights,
        divisor: normalizer(assignment, weights),
      };
    });
    const perPrior = sum(elements(classLogits, targets, { alpha, gamma, targetWeighted }), 2) as Tensor2D;
    return { [name]: normalized(perPrior, weights, divisor) };
  };
  return describe(loss, 'varifocal', read);
}
