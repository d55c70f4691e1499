import { type Assignment, checkShape, type DensePredictions, type Loss, type Priors } from '@tandem-det/core';
import { alignedIou, withoutTape } from '@tandem-det/kernels';
import {
  div,
  max,
  mul,
  reshape,
  sigmoid,
  sub,
  type Tensor,
  type Tensor2D,
  tile,
} from '@tensorflow/tfjs-core';
import { centernessTarget } from './centerness-target.ts';
import { matchedBoxes } from './matched-boxes.ts';
import { type Normaliser, normalised, sumOfWeights } from './normaliser.ts';
import { positiveWeights } from './prior-weights.ts';

/**
 * How much each positive counts: by the centerness of its centre in its object (ATSS, FCOS, TOOD's
 * warm-up), by its alignment t̂ (TOOD), by its highest class score, taken as a constant (GFL), or all alike.
 */
export type BoxWeight = 'centerness' | 'alignment' | 'score' | 'one';

export interface GiouLossOptions {
  readonly weight?: BoxWeight;
  /** ATSS: `sumOfWeights({ floor: { atLeast: 1 } })`. */
  readonly normaliser?: Normaliser;
  /** Floor of areas, in the square of `units`. */
  readonly epsilon?: number;
  /** Boxes are compared in pixels or in cells of their level; it matters only beside epsilon. */
  readonly units?: 'pixels' | 'stride';
  /** Name of the term. */
  readonly name?: string;
}

/**
 * GIoU loss of the positives: `Σ weight · (1 - GIoU(predicted, assigned box)) / normaliser`.
 *
 * Shapes: boxes [B, A, 4] in pixels. Returns the term `box`. The other priors, whatever they predict, take
 * no part: their gradient is 0.
 * Source: Rezatofighi et al. 2019; weights and normalisers as in the reference code of ATSS and TOOD.
 */
export function giou({
  weight = 'one',
  normaliser = sumOfWeights(),
  epsilon = 1e-6,
  units = 'pixels',
  name = 'box',
}: GiouLossOptions = {}): Loss {
  return (predictions, priors, _truth, assignment) => {
    const [images, count] = assignment.gtIndex.shape;
    checkShape('giou', predictions.boxes, `${images} ${count} 4`);
    const { weights, divisor, cells } = withoutTape(() => {
      const positive = positiveWeights(assignment);
      const weights = mul(positive, boxWeights(weight, predictions, priors, assignment)) as Tensor2D;
      const cells = reshape(tile(priors.strides, [images]), [images * count, 1]);
      return { weights, divisor: normaliser(assignment, weights), cells };
    });
    const { predicted, assigned } = matchedBoxes(predictions, assignment);
    const overlaps =
      units === 'pixels'
        ? alignedIou(predicted, assigned, { kind: 'giou', epsilon })
        : alignedIou(div(predicted, cells), div(assigned, cells), { kind: 'giou', epsilon });
    return { [name]: normalised(sub(1, reshape(overlaps, [images, count])), weights, divisor) };
  };
}

/** Weight of each prior if it is positive: [B, A] or a number. */
function boxWeights(
  weight: BoxWeight,
  { classLogits }: DensePredictions,
  priors: Priors,
  assignment: Assignment,
): Tensor | number {
  switch (weight) {
    case 'centerness':
      return centernessTarget(priors, assignment);
    case 'alignment':
      return assignment.alignment;
    case 'score':
      return max(sigmoid(classLogits), 2);
    case 'one':
      return 1;
  }
}
