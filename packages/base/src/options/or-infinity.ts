import { z } from 'zod';
import { expected } from './expected.ts';

/**
 * A number as `schema` has it, or `Infinity`, which JSON cannot write as a number: the text `"Infinity"` is read as it,
 * so that a config and a description may hold it. `what` names the numbers in errors: `a number > 0`.
 */
export function orInfinity(schema: z.ZodType<number, number>, what: string) {
  const infinity = z.literal(Number.POSITIVE_INFINITY);
  const text = z.literal('Infinity').transform(() => Number.POSITIVE_INFINITY);
  return z.union([schema, infinity, text], expected(`${what}, or Infinity`));
}
