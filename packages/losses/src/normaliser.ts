import type { Assignment } from '@tandem-det/core';
import {
  div,
  less,
  maximum,
  mul,
  onesLike,
  type Scalar,
  scalar,
  sum,
  type Tensor,
  type Tensor2D,
  where,
} from '@tensorflow/tfjs-core';
import { positiveWeights } from './prior-weights.ts';

/**
 * Number that the sum of a loss over the batch is divided by, from the assignment and the weights [B, A]
 * that the loss gave the priors. Called off the gradient tape: a constant.
 */
export type Normaliser = (assignment: Assignment, weights: Tensor2D) => Scalar;

/** What replaces a sum that is too small to divide by: 1 where it is below the number, or the number itself. */
export type Floor = { readonly belowThenOne: number } | { readonly atLeast: number };

export interface FloorOptions {
  readonly floor?: Floor;
}

/** The TOOD authors' rule; mmdetection's is `{ atLeast: 1 }`. */
const AUTHORS_FLOOR: Floor = { belowThenOne: 1e-12 };

/** Number of positives in the batch. */
export function positives({ floor = AUTHORS_FLOOR }: FloorOptions = {}): Normaliser {
  return (assignment) => floored(sum(positiveWeights(assignment)), floor);
}

/** Positives of each image, at least 1 of each, added up: `Σ_images max(positives, 1)` (ATSS, GFL in mmdetection 2). */
export function positivesPerImage(): Normaliser {
  return (assignment) => sum(maximum(sum(positiveWeights(assignment), 1), 1)) as Scalar;
}

/** Sum of the weights that the loss gave its priors: a weighted mean. */
export function sumOfWeights({ floor = AUTHORS_FLOOR }: FloorOptions = {}): Normaliser {
  return (_assignment, weights) => floored(sum(weights), floor);
}

/** Sum of the alignment targets t̂ over the positives of the batch (TOOD, for both of its losses). */
export function sumOfAlignment({ floor = AUTHORS_FLOOR }: FloorOptions = {}): Normaliser {
  return (assignment) => floored(sum(mul(assignment.alignment, positiveWeights(assignment))), floor);
}

/** The same number for every batch, such as a count that another process agreed on. */
export function fixedNormaliser(value: number): Normaliser {
  return () => scalar(value);
}

/** `Σ_B Σ_A values · weights / normaliser`; adds up image by image, which loses fewer digits than one long sum. */
export function normalised(values: Tensor, weights: Tensor2D, normaliser: Scalar): Scalar {
  return div(sum(sum(mul(values, weights), 1)), normaliser) as Scalar;
}

function floored(total: Tensor, floor: Floor): Scalar {
  const result =
    'atLeast' in floor
      ? maximum(total, floor.atLeast)
      : where(less(total, floor.belowThenOne), onesLike(total), total);
  return result as Scalar;
}
