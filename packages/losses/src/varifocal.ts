import { checkShape, type Loss } from '@tandem-det/core';
import { varifocal as elements, withoutTape } from '@tandem-det/kernels';
import { sum, type Tensor2D } from '@tensorflow/tfjs-core';
import { classTargets } from './class-targets.ts';
import { type Normaliser, normalised, positives } from './normaliser.ts';
import { includedWeights } from './prior-weights.ts';
import { type QualityTarget, targetQuality } from './target-quality.ts';

export interface VarifocalLossOptions {
  readonly target?: QualityTarget;
  /** Weight of all but the positives' classes. */
  readonly alpha?: number;
  /** Exponent of the score of all but the positives' classes. */
  readonly gamma?: number;
  /** Positives count by their target quality; otherwise each counts once. */
  readonly targetWeighted?: boolean;
  readonly normaliser?: Normaliser;
  /** Name of the term. */
  readonly name?: string;
}

/**
 * Varifocal loss: `Σ q · BCE(p, q) / normaliser` at the positives' classes plus `Σ α p^γ · -log(1 - p)` at all
 * other classes and priors that are not ignored, p = σ(classLogits) and q the target quality, a constant. A
 * positive whose quality is 0 counts as background.
 *
 * Shapes: classLogits [B, A, K], boxes [B, A, 4]. Returns the term `classification`.
 * Source: Zhang et al. 2021, VarifocalNet, equation 2; divided by the positives as in its code.
 */
export function varifocal({
  target = 'iou',
  alpha = 0.75,
  gamma = 2,
  targetWeighted = true,
  normaliser = positives(),
  name = 'classification',
}: VarifocalLossOptions = {}): Loss {
  return (predictions, _priors, _truth, assignment) => {
    const { classLogits } = predictions;
    checkShape('varifocal', classLogits, 'B A K');
    const { targets, weights, divisor } = withoutTape(() => {
      const weights = includedWeights(assignment);
      const quality = targetQuality(target, predictions, assignment);
      return {
        targets: classTargets(assignment.labels, classLogits.shape[2], quality),
        weights,
        divisor: normaliser(assignment, weights),
      };
    });
    const perPrior = sum(elements(classLogits, targets, { alpha, gamma, targetWeighted }), 2) as Tensor2D;
    return { [name]: normalised(perPrior, weights, divisor) };
  };
}
