import type { Assignment, DensePredictions } from '@tandem-det/core';
import { alignedIou, withoutTape } from '@tandem-det/kernels';
import { expandDims, greater, mul, ones, reshape, type Tensor2D, where } from '@tensorflow/tfjs-core';
import { positiveWeights } from './prior-weights.ts';

/** Predicted and assigned box of each prior, as rows [B·A, 4]. */
export interface MatchedBoxes {
  readonly predicted: Tensor2D;
  readonly assigned: Tensor2D;
}

/**
 * The pairs that a box loss compares. A prior without object is paired with its assignment's box twice: its
 * own prediction, which may be infinite, would turn a weight of 0 into NaN. Its gradient is 0.
 */
export function matchedBoxes({ boxes }: DensePredictions, assignment: Assignment): MatchedBoxes {
  const [images, priors] = assignment.gtIndex.shape;
  // Multiplied by four ones: where itself would broadcast with a tile, which is slow on wasm.
  const positive = withoutTape(() =>
    greater(mul(expandDims(positiveWeights(assignment), 2), ones([1, 1, 4])), 0),
  );
  const rows: [number, number] = [images * priors, 4];
  return {
    predicted: reshape(where(positive, boxes, assignment.boxes), rows),
    assigned: reshape(assignment.boxes, rows),
  };
}

/** IoU of each positive's predicted box with its object: [B, A], 1 for a prior without object. */
export function matchedOverlaps(predictions: DensePredictions, assignment: Assignment): Tensor2D {
  const { predicted, assigned } = matchedBoxes(predictions, assignment);
  return reshape(alignedIou(predicted, assigned), assignment.gtIndex.shape);
}
