import { describe, nonNegative, partOption, readOptions } from '@tandem-det/base';
import { type DensePredictions, type Loss, needsOf, withNeeds } from '@tandem-det/core';
import { mul, type Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** What `weighted` takes, by name. */
export const weightedOptions = z.strictObject({
  weight: nonNegative,
  loss: partOption<Loss<never>>('a loss, such as giou()'),
});

/**
 * Every term of `loss` times `weight`.
 * Errors: an ExpectationError for a weight that is negative or not finite, and for a loss that is none.
 */
export function weighted<P extends DensePredictions>(weight: number, loss: Loss<P>): Loss<P> {
  const read = readOptions('weighted', weightedOptions, { weight, loss: loss as Loss<never> });
  const scaled: Loss<P> = (...inputs) =>
    Object.fromEntries(
      Object.entries(loss(...inputs)).map(([name, term]) => [name, mul(term, weight) as Scalar]),
    );
  return withNeeds(describe(scaled, 'weighted', read), needsOf(loss));
}
