import { describe, expected, nonNegative, positive, readOptions } from '@tandem-det/base';
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
import { z } from 'zod';
import { positiveWeights } from './prior-weights.ts';

/**
 * Number that the sum of a loss over the batch is divided by, from the assignment and the weights [B, A]
 * that the loss gave the priors. Called off the gradient tape: a constant.
 */
export type Normalizer = (assignment: Assignment, weights: Tensor2D) => Scalar;

/** The options of the normalizers that divide by a sum, their defaults and their checks. */
const floorOptions = z.strictObject({
  /**
   * What replaces a sum that is too small to divide by: 1 where it is below the number (the TOOD authors' rule), or
   * the number itself (mmdetection: `{ atLeast: 1 }`).
   */
  floor: z
    .union(
      [z.strictObject({ belowThenOne: nonNegative }), z.strictObject({ atLeast: nonNegative })],
      expected('{ belowThenOne: a number ≥ 0 } or { atLeast: a number ≥ 0 }'),
    )
    .default({ belowThenOne: 1e-12 }),
});

export type FloorOptions = z.input<typeof floorOptions>;

/** What replaces a sum that is too small to divide by. */
export type Floor = NonNullable<FloorOptions['floor']>;

export const positivesOptions = floorOptions;

/** Number of positives in the batch. */
export function positives(options: FloorOptions = {}): Normalizer {
  const read = readOptions('positives', positivesOptions, options);
  const normalizer: Normalizer = (assignment) => floored(sum(positiveWeights(assignment)), read.floor);
  return describe(normalizer, 'positives', read);
}

export const positivesPerImageOptions = z.strictObject({});

/** Positives of each image, at least 1 of each, added up: `Σ_images max(positives, 1)` (ATSS, GFL in mmdetection 2). */
export function positivesPerImage(options: z.input<typeof positivesPerImageOptions> = {}): Normalizer {
  const read = readOptions('positivesPerImage', positivesPerImageOptions, options);
  const normalizer: Normalizer = (assignment) =>
    sum(maximum(sum(positiveWeights(assignment), 1), 1)) as Scalar;
  return describe(normalizer, 'positivesPerImage', read);
}

export const sumOfWeightsOptions = floorOptions;

/** Sum of the weights that the loss gave its priors: a weighted mean. */
export function sumOfWeights(options: FloorOptions = {}): Normalizer {
  const read = readOptions('sumOfWeights', sumOfWeightsOptions, options);
  const normalizer: Normalizer = (_assignment, weights) => floored(sum(weights), read.floor);
  return describe(normalizer, 'sumOfWeights', read);
}

export const sumOfAlignmentOptions = floorOptions;

/** Sum of the alignment targets t̂ over the positives of the batch (TOOD, for both of its losses). */
export function sumOfAlignment(options: FloorOptions = {}): Normalizer {
  const read = readOptions('sumOfAlignment', sumOfAlignmentOptions, options);
  const normalizer: Normalizer = (assignment) =>
    floored(sum(mul(assignment.alignment, positiveWeights(assignment))), read.floor);
  return describe(normalizer, 'sumOfAlignment', read);
}

/** What `fixedNormalizer` takes, by name. */
export const fixedNormalizerOptions = z.strictObject({ value: positive });

/** The same number for every batch, such as a count that another process agreed on. */
export function fixedNormalizer(value: number): Normalizer {
  const read = readOptions('fixedNormalizer', fixedNormalizerOptions, { value });
  const normalizer: Normalizer = () => scalar(value);
  return describe(normalizer, 'fixedNormalizer', read);
}

/** `Σ_B Σ_A values · weights / normalizer`; adds up image by image, which loses fewer digits than one long sum. */
export function normalized(values: Tensor, weights: Tensor2D, normalizer: Scalar): Scalar {
  return div(sum(sum(mul(values, weights), 1)), normalizer) as Scalar;
}

function floored(total: Tensor, floor: Floor): Scalar {
  const result =
    'atLeast' in floor
      ? maximum(total, floor.atLeast)
      : where(less(total, floor.belowThenOne), onesLike(total), total);
  return result as Scalar;
}
