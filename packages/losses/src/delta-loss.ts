import {
  checkShape,
  type DeltaCoder,
  type DeltaPredictions,
  deltasFromBoxes,
  type Loss,
} from '@tandem-det/core';
import { smoothL1, withoutTape } from '@tandem-det/kernels';
import { sum } from '@tensorflow/tfjs-core';
import { type BoxWeight, boxWeights } from './box-weight.ts';
import { type Normaliser, normalised, positives } from './normaliser.ts';
import { requirePrediction } from './require-prediction.ts';

export interface DeltaLossOptions {
  readonly weight?: BoxWeight;
  /** RetinaNet in mmdetection divides by `positivesPerImage()`. */
  readonly normaliser?: Normaliser;
  /** The head's own coder: targets are the deltas that decode to the object. RetinaNet: stds of 1. */
  readonly coder?: DeltaCoder;
  /** Name of the term. */
  readonly name?: string;
}

/** The losses that compare deltas to the priors' boxes; linear from `beta` on. */
export function deltaLoss(
  where: string,
  beta: number,
  { weight = 'one', normaliser = positives(), coder = {}, name = 'box' }: DeltaLossOptions,
): Loss<DeltaPredictions> {
  return (predictions, priors, _truth, assignment) => {
    requirePrediction(
      where,
      predictions,
      'boxDeltas',
      'Use a head that predicts boxes as deltas to its priors, such as retinaHead()',
    );
    const [images, count] = assignment.gtIndex.shape;
    checkShape(where, predictions.boxDeltas, `${images} ${count} 4`);
    const { targets, weights, divisor } = withoutTape(() => {
      const weights = boxWeights(weight, predictions, priors, assignment);
      return {
        targets: deltasFromBoxes(priors.boxes, assignment.boxes, coder),
        weights,
        divisor: normaliser(assignment, weights),
      };
    });
    const perPrior = sum(smoothL1(predictions.boxDeltas, targets, { beta }), 2);
    return { [name]: normalised(perPrior, weights, divisor) };
  };
}
