import { ExpectationError } from '@tandem-det/base';
import type { DensePredictions } from './predictions.ts';

/** A prediction that an assigner or a loss reads beside classes and boxes, and that not every head offers. */
export interface Need<Field extends string = string> {
  /** Its field of the predictions, such as `qualityLogits`. */
  readonly field: Field;
  /** What reads it: the name of its factory. */
  readonly by: string;
  /** One sentence of help: a head that offers it, or what to write instead. */
  readonly remedy: string;
}

/** Shared by all copies of this package that a program may hold. */
const KEY = Symbol.for('@tandem-det/needs');

/** Declares what an assigner or a loss needs of the head, and returns it; `createDetector` compares both. */
export function withNeeds<T extends object>(part: T, needs: readonly Need[]): T {
  return needs.length === 0 ? part : Object.defineProperty(part, KEY, { value: needs });
}

/** What these parts together need, each field of each reader once. */
export function needsOf(...parts: readonly object[]): readonly Need[] {
  const all = parts.flatMap((part) => (part as { readonly [KEY]?: readonly Need[] })[KEY] ?? []);
  return all.filter(
    (need, index) => all.findIndex(({ field, by }) => field === need.field && by === need.by) === index,
  );
}

/**
 * Throws unless the predictions have the field: for assigners and losses that are called without a detector, and for
 * heads that predict less than they say.
 */
export function requirePrediction<P extends DensePredictions>(
  { field, by, remedy }: Need<keyof P & string>,
  predictions: P,
): void {
  if (predictions[field] !== undefined) return;
  throw new ExpectationError(by, `predictions with ${field}`, Object.keys(predictions).join(', '), remedy);
}
