import { ExpectationError } from '@tandem-det/base';
import type { DensePredictions } from '@tandem-det/core';

/**
 * Throws unless the head predicts this field: for users of JavaScript, as TypeScript refuses such a head.
 * `remedy` names a head that offers it.
 */
export function requirePrediction<P extends DensePredictions>(
  where: string,
  predictions: P,
  field: keyof P & string,
  remedy: string,
): void {
  if (predictions[field] !== undefined) return;
  throw new ExpectationError(
    where,
    `predictions with ${field}`,
    Object.keys(predictions).join(', '),
    `${remedy}, or leave this loss out.`,
  );
}
