import { z } from 'zod';
import { expected } from './expected.ts';

/**
 * The schema of an option that is a part, such as `normalizer: positives()`. `what` names it in errors, with an
 * example; `isOne` tells it from something else, a function where it is absent.
 */
export function partOption<T>(
  what: string,
  isOne: (value: unknown) => boolean = (value) => typeof value === 'function',
): z.ZodType<T, T> {
  return z.custom<T>((value) => isOne(value), expected(what));
}
