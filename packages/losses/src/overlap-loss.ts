import { nonNegative } from '@tandem-det/base';
import { checkShape, type Loss } from '@tandem-det/core';
import { alignedIou, type IouKind, withoutTape } from '@tandem-det/kernels';
import { div, reshape, type Tensor1D, tile } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { boxWeights } from './box-weight.ts';
import { matchedBoxes } from './matched-boxes.ts';
import { normalized, sumOfWeights } from './normalizer.ts';
import { boxWeight, normalizer, termName } from './shared-options.ts';

/** The options of the losses that compare boxes by an overlap, their defaults and their checks. */
export const overlapLossOptions = z.strictObject({
  weight: boxWeight.default('one'),
  /** ATSS: `sumOfWeights({ floor: { atLeast: 1 } })`; YOLOX: `positives()`. */
  normalizer: normalizer.default(() => sumOfWeights()),
  /** Keeps areas and lengths from 0, in the square of `units`: see `alignedIou` of `@tandem-det/kernels`. */
  epsilon: nonNegative.default(1e-6),
  /** Boxes are compared in pixels or in cells of their level; it matters only beside epsilon. */
  units: z.enum(['pixels', 'stride']).default('pixels'),
  /** Name of the term. */
  name: termName.default('box'),
});

export type OverlapLossOptions = z.input<typeof overlapLossOptions>;

/** What a loss of this family makes of the overlaps [B·A] of all pairs, given its epsilon. */
export type Penalty = (overlaps: Tensor1D, epsilon: number) => Tensor1D;

/**
 * The losses that compare boxes by an overlap: `Σ weight · penalty(overlap of predicted and assigned box)
 * / normalizer` over the positives. The other priors, whatever they predict, take no part: their gradient
 * is 0.
 */
export function overlapLoss(
  kind: IouKind,
  penalty: Penalty,
  { weight, normalizer, epsilon, units, name }: z.output<typeof overlapLossOptions>,
): Loss {
  return (predictions, priors, _truth, assignment) => {
    const [images, count] = assignment.gtIndex.shape;
    checkShape(kind, predictions.boxes, `${images} ${count} 4`);
    const { weights, divisor, cells } = withoutTape(() => {
      const weights = boxWeights(weight, predictions, priors, assignment);
      const cells = reshape(tile(priors.strides, [images]), [images * count, 1]);
      return { weights, divisor: normalizer(assignment, weights), cells };
    });
    const { predicted, assigned } = matchedBoxes(predictions, assignment);
    const overlaps =
      units === 'pixels'
        ? alignedIou(predicted, assigned, { kind, epsilon })
        : alignedIou(div(predicted, cells), div(assigned, cells), { kind, epsilon });
    return { [name]: normalized(reshape(penalty(overlaps, epsilon), [images, count]), weights, divisor) };
  };
}
