import {
  checkShape,
  type DeltaPredictions,
  deltaCoderOptions,
  deltasFromBoxes,
  type Loss,
  type Need,
  requirePrediction,
  withNeeds,
} from '@tandem-det/core';
import { smoothL1, withoutTape } from '@tandem-det/kernels';
import { sum } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { boxWeights } from './box-weight.ts';
import { normalized, positives } from './normalizer.ts';
import { boxWeight, normalizer, termName } from './shared-options.ts';

/** The options of the losses that compare deltas, their defaults and their checks. */
export const deltaLossOptions = z.strictObject({
  weight: boxWeight.default('one'),
  /** RetinaNet in mmdetection divides by `positivesPerImage()`. */
  normalizer: normalizer.default(() => positives()),
  /** The head's own coder: targets are the deltas that decode to the object. RetinaNet: stds of 1. */
  coder: deltaCoderOptions.prefault({}),
  /** Name of the term. */
  name: termName.default('box'),
});

export type DeltaLossOptions = z.input<typeof deltaLossOptions>;

/** The losses that compare deltas to the priors' boxes; linear from `beta` on. */
export function deltaLoss(
  where: string,
  beta: number,
  { weight, normalizer, coder, name }: z.output<typeof deltaLossOptions>,
): Loss<DeltaPredictions> {
  const need = {
    field: 'boxDeltas',
    by: where,
    remedy:
      'Use a head that predicts boxes as deltas to its priors, such as retinaHead(), or leave this loss out.',
  } as const satisfies Need;
  const loss: Loss<DeltaPredictions> = (predictions, priors, _truth, assignment) => {
    requirePrediction(need, predictions);
    const [images, count] = assignment.gtIndex.shape;
    checkShape(where, predictions.boxDeltas, `${images} ${count} 4`);
    const { targets, weights, divisor } = withoutTape(() => {
      const weights = boxWeights(weight, predictions, priors, assignment);
      return {
        targets: deltasFromBoxes(priors.boxes, assignment.boxes, coder),
        weights,
        divisor: normalizer(assignment, weights),
      };
    });
    const perPrior = sum(smoothL1(predictions.boxDeltas, targets, { beta }), 2);
    return { [name]: normalized(perPrior, weights, divisor) };
  };
  return withNeeds(loss, [need]);
}
