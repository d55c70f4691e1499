import type { Assignment, DensePredictions, Priors } from '@tandem-det/core';
import { max, mul, sigmoid, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import type { z } from 'zod';
import { centernessTarget } from './centerness-target.ts';
import { matchedOverlaps } from './matched-boxes.ts';
import { positiveWeights } from './prior-weights.ts';
import type { boxWeight } from './shared-options.ts';

/**
 * How much each positive counts in a box loss, taken as a constant: by the centerness of its centre in its
 * object (ATSS, FCOS, TOOD's warm-up), by its alignment t̂ (TOOD), by its highest class score (GFL), by the IoU
 * of its predicted box with its object, or all alike.
 */
export type BoxWeight = z.infer<typeof boxWeight>;

/**
 * [B, A]: the weight of each positive, 0 for all other priors. Call it off the gradient tape.
 */
export function boxWeights(
  weight: BoxWeight,
  predictions: DensePredictions,
  priors: Priors,
  assignment: Assignment,
): Tensor2D {
  return mul(positiveWeights(assignment), weightIfPositive(weight, predictions, priors, assignment));
}

function weightIfPositive(
  weight: BoxWeight,
  predictions: DensePredictions,
  priors: Priors,
  assignment: Assignment,
): Tensor | number {
  switch (weight) {
    case 'centerness':
      return centernessTarget(priors, assignment);
    case 'alignment':
      return assignment.alignment;
    case 'score':
      return max(sigmoid(predictions.classLogits), 2);
    case 'iou':
      return matchedOverlaps(predictions, assignment);
    case 'one':
      return 1;
  }
}
