import { checkShape, type Loss } from '@tandem-det/core';
import { alignedIou, type IouKind, withoutTape } from '@tandem-det/kernels';
import { div, reshape, type Tensor1D, tile } from '@tensorflow/tfjs-core';
import { type BoxWeight, boxWeights } from './box-weight.ts';
import { matchedBoxes } from './matched-boxes.ts';
import { type Normaliser, normalised, sumOfWeights } from './normaliser.ts';

export interface OverlapLossOptions {
  readonly weight?: BoxWeight;
  /** ATSS: `sumOfWeights({ floor: { atLeast: 1 } })`; YOLOX: `positives()`. */
  readonly normaliser?: Normaliser;
  /** Keeps areas and lengths from 0, in the square of `units`: see `alignedIou` of `@tandem-det/kernels`. */
  readonly epsilon?: number;
  /** Boxes are compared in pixels or in cells of their level; it matters only beside epsilon. */
  readonly units?: 'pixels' | 'stride';
  /** Name of the term. */
  readonly name?: string;
}

/** What a loss of this family makes of the overlaps [B·A] of all pairs, given its epsilon. */
export type Penalty = (overlaps: Tensor1D, epsilon: number) => Tensor1D;

/**
 * The losses that compare boxes by an overlap: `Σ weight · penalty(overlap of predicted and assigned box)
 * / normaliser` over the positives. The other priors, whatever they predict, take no part: their gradient
 * is 0.
 */
export function overlapLoss(
  kind: IouKind,
  penalty: Penalty,
  {
    weight = 'one',
    normaliser = sumOfWeights(),
    epsilon = 1e-6,
    units = 'pixels',
    name = 'box',
  }: OverlapLossOptions,
): Loss {
  return (predictions, priors, _truth, assignment) => {
    const [images, count] = assignment.gtIndex.shape;
    checkShape(kind, predictions.boxes, `${images} ${count} 4`);
    const { weights, divisor, cells } = withoutTape(() => {
      const weights = boxWeights(weight, predictions, priors, assignment);
      const cells = reshape(tile(priors.strides, [images]), [images * count, 1]);
      return { weights, divisor: normaliser(assignment, weights), cells };
    });
    const { predicted, assigned } = matchedBoxes(predictions, assignment);
    const overlaps =
      units === 'pixels'
        ? alignedIou(predicted, assigned, { kind, epsilon })
        : alignedIou(div(predicted, cells), div(assigned, cells), { kind, epsilon });
    return { [name]: normalised(reshape(penalty(overlaps, epsilon), [images, count]), weights, divisor) };
  };
}
