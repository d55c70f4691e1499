import { describe, nonNegative, readOptions } from '@tandem-det/base';
import { checkShape, type Loss } from '@tandem-det/core';
import { qualityFocal as elements, withoutTape } from '@tandem-det/kernels';
import { sum, type Tensor2D } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { classTargets } from './class-targets.ts';
import { normalized, positives, sumOfAlignment } from './normalizer.ts';
import { includedWeights } from './prior-weights.ts';
import { normalizer, qualityTarget, termName } from './shared-options.ts';
import { targetQuality } from './target-quality.ts';

/** The options of `qualityFocal`, their defaults and their checks. */
export const qualityFocalOptions = z.strictObject({
  target: qualityTarget.default('alignment'),
  /** Exponent of the distance between score and target. */
  beta: nonNegative.default(2),
  /** `sumOfAlignment()` for the target `alignment` and `positives()` for the others by default; GFL divides by `positivesPerImage()`. */
  normalizer: normalizer.optional(),
  /** Name of the term. */
  name: termName.default('classification'),
});

export type QualityFocalLossOptions = z.input<typeof qualityFocalOptions>;

/**
 * Quality focal loss: `Σ |y - p|^β · BCE(p, y) / normalizer` over all classes of all priors that are not
 * ignored, p = σ(classLogits), y the target quality at the class of a positive and 0 elsewhere. Targets are
 * constants.
 *
 * Shapes: classLogits [B, A, K], boxes [B, A, 4]. Returns the term `classification`.
 * Source: Li et al. 2020, Generalized Focal Loss, equation 5; Feng et al. 2021, TOOD, equation 3, whose
 * loss is this one with y = t̂.
 */
export function qualityFocal(options: QualityFocalLossOptions = {}): Loss {
  const given = readOptions('qualityFocal', qualityFocalOptions, options);
  const { target, beta, name } = given;
  const { normalizer = target === 'alignment' ? sumOfAlignment() : positives() } = given;
  const loss: Loss = (predictions, _priors, _truth, assignment) => {
    const { classLogits } = predictions;
    checkShape('qualityFocal', classLogits, 'B A K');
    const { targets, weights, divisor } = withoutTape(() => {
      const weights = includedWeights(assignment);
      return {
        targets: classTargets(
          assignment.labels,
          classLogits.shape[2],
          targetQuality(target, predictions, assignment),
        ),
        weights,
        divisor: normalizer(assignment, weights),
      };
    });
    const perPrior = sum(elements(classLogits, targets, { beta }), 2) as Tensor2D;
    return { [name]: normalized(perPrior, weights, divisor) };
  };
  return describe(loss, 'qualityFocal', { ...given, normalizer });
}
