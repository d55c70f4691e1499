import { describe, expectThat, nonNegative, positive, readOptions } from '@tandem-det/base';
import type { Loss } from '@tandem-det/core';
import { z } from 'zod';
import { classCrossEntropy, crossEntropyOptions } from './cross-entropy.ts';

const counts = z.array(nonNegative).readonly();
/** Bounds the weight of rare classes: 1 / epsilon for one that never occurs. */
const epsilon = positive.default(0.001);

/** What `balancedClassWeights` takes, by name. */
const classWeightOptions = z.strictObject({ counts, epsilon });

/** The options of `balancedCrossEntropy`, their defaults and their checks. */
export const balancedCrossEntropyOptions = crossEntropyOptions.omit({ classWeights: true }).extend({
  /** How often each of the K classes occurs in the data: numbers of objects, or any multiple of them. */
  counts,
  epsilon,
});

export type BalancedCrossEntropyLossOptions = z.input<typeof balancedCrossEntropyOptions>;

/**
 * Weights that balance classes: `α_i = 1 / (f_i + ε)`, f_i the fraction of all objects that are of class i.
 *
 * Errors: an ExpectationError for counts that are negative or all 0, and for an epsilon that is not positive.
 */
export function balancedClassWeights(counts: readonly number[], epsilon?: number): number[] {
  const where = 'balancedClassWeights';
  const read = readOptions(where, classWeightOptions, { counts, epsilon });
  const total = read.counts.reduce((sum, count) => sum + count, 0);
  expectThat(
    total > 0,
    `${where}: counts`,
    'numbers ≥ 0, at least one of them positive',
    `[${counts.join(', ')}]`,
  );
  return read.counts.map((count) => 1 / (count / total + read.epsilon));
}

/**
 * Cross-entropy in which each class's positives weigh the more the rarer the class: `crossEntropy` with
 * `classWeights` = `α_i = 1 / (f_i + ε)`, f_i the class's fraction of the objects in the data.
 *
 * Shapes: classLogits [B, A, K], K counts. Returns the term `classification`.
 * Errors: those of `balancedClassWeights` and `crossEntropy`.
 */
export function balancedCrossEntropy(options: BalancedCrossEntropyLossOptions): Loss {
  const where = 'balancedCrossEntropy';
  const read = readOptions(where, balancedCrossEntropyOptions, options);
  const { counts, epsilon, ...crossEntropy } = read;
  const classWeights = balancedClassWeights(counts, epsilon);
  return describe(classCrossEntropy(where, { ...crossEntropy, classWeights }), where, read);
}
