import { expectThat } from '@tandem-det/base';
import type { DensePredictions, Loss } from '@tandem-det/core';
import { mul, type Scalar } from '@tensorflow/tfjs-core';

/**
 * Every term of `loss` times `weight`.
 * Errors: an ExpectationError for a weight that is negative or not finite.
 */
export function weighted<P extends DensePredictions>(weight: number, loss: Loss<P>): Loss<P> {
  expectThat(
    weight >= 0 && weight < Number.POSITIVE_INFINITY,
    'weighted: weight',
    'a number ≥ 0',
    typeof weight === 'number' ? String(weight) : `a ${typeof weight}`,
  );
  return (...inputs) =>
    Object.fromEntries(
      Object.entries(loss(...inputs)).map(([name, term]) => [name, mul(term, weight) as Scalar]),
    );
}
