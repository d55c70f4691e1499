import { checkShape, type Loss } from '@tandem-det/core';
import { qualityFocal as elements, withoutTape } from '@tandem-det/kernels';
import { sum, type Tensor2D } from '@tensorflow/tfjs-core';
import { classTargets } from './class-targets.ts';
import { type Normaliser, normalised, positives, sumOfAlignment } from './normaliser.ts';
import { includedWeights } from './prior-weights.ts';
import { type QualityTarget, targetQuality } from './target-quality.ts';

export interface QualityFocalLossOptions {
  readonly target?: QualityTarget;
  /** Exponent of the distance between score and target. */
  readonly beta?: number;
  /** `sumOfAlignment()` for the target `alignment` and `positives()` for the others by default; GFL divides by `positivesPerImage()`. */
  readonly normaliser?: Normaliser;
  /** Name of the term. */
  readonly name?: string;
}

/**
 * Quality focal loss: `Σ |y - p|^β · BCE(p, y) / normaliser` over all classes of all priors that are not
 * ignored, p = σ(classLogits), y the target quality at the class of a positive and 0 elsewhere. Targets are
 * constants.
 *
 * Shapes: classLogits [B, A, K], boxes [B, A, 4]. Returns the term `classification`.
 * Source: Li et al. 2020, Generalized Focal Loss, equation 5; Feng et al. 2021, TOOD, equation 3, whose
 * loss is this one with y = t̂.
 */
export function qualityFocal({
  target = 'alignment',
  beta = 2,
  normaliser = target === 'alignment' ? sumOfAlignment() : positives(),
  name = 'classification',
}: QualityFocalLossOptions = {}): Loss {
  return (predictions, _priors, _truth, assignment) => {
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
        divisor: normaliser(assignment, weights),
      };
    });
    const perPrior = sum(elements(classLogits, targets, { beta }), 2) as Tensor2D;
    return { [name]: normalised(perPrior, weights, divisor) };
  };
}
