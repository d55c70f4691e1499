import type { Transform } from '../sample.ts';

/** One transform that does these in order. */
export function compose(...transforms: readonly Transform[]): Transform {
  return (sample, random) => transforms.reduce((current, transform) => transform(current, random), sample);
}
