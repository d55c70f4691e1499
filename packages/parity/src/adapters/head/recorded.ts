import type { Normaliser } from '@tandem-det/losses';
import type { Scalar } from '@tensorflow/tfjs-core';

/** A normaliser that remembers what it returned last, so that its value can be compared as well. */
export interface Recorded {
  readonly normaliser: Normaliser;
  readonly last: () => Scalar;
}

export function recorded(inner: Normaliser): Recorded {
  let value: Scalar | undefined;
  return {
    normaliser: (assignment, weights) => {
      value = inner(assignment, weights);
      return value;
    },
    last: () => value!,
  };
}
