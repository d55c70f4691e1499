import { expectThat } from '@tandem-det/base';
import type { Loss } from '@tandem-det/core';
import { type CrossEntropyLossOptions, crossEntropy } from './cross-entropy.ts';

export interface BalancedCrossEntropyLossOptions extends Omit<CrossEntropyLossOptions, 'classWeights'> {
  /** How often each of the K classes occurs in the data: numbers of objects, or any multiple of them. */
  readonly counts: readonly number[];
  /** Bounds the weight of rare classes: 1 / epsilon for one that never occurs. */
  readonly epsilon?: number;
}

/**
 * Weights that balance classes: `α_i = 1 / (f_i + ε)`, f_i the fraction of all objects that are of class i.
 *
 * Errors: an ExpectationError for counts that are negative or all 0, and for an epsilon that is not positive.
 */
export function balancedClassWeights(counts: readonly number[], epsilon = 0.001): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  expectThat(
    counts.every((count) => count >= 0) && total > 0 && total < Infinity,
    'balancedClassWeights: counts',
    'numbers ≥ 0, at least one of them positive',
    `[${counts.join(', ')}]`,
  );
  expectThat(epsilon > 0, 'balancedClassWeights: epsilon', 'a number > 0', String(epsilon));
  return counts.map((count) => 1 / (count / total + epsilon));
}

/**
 * Cross-entropy in which each class's positives weigh the more the rarer the class: `crossEntropy` with
 * `classWeights` = `α_i = 1 / (f_i + ε)`, f_i the class's fraction of the objects in the data.
 *
 * Shapes: classLogits [B, A, K], K counts. Returns the term `classification`.
 * Errors: those of `balancedClassWeights` and `crossEntropy`.
 */
export function balancedCrossEntropy({
  counts,
  epsilon = 0.001,
  ...options
}: BalancedCrossEntropyLossOptions): Loss {
  return crossEntropy({ ...options, classWeights: balancedClassWeights(counts, epsilon) });
}
