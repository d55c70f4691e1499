import type { z } from 'zod';

/** Those of a preset's options that belong to one of its parts. */
export function pickOptions<S extends z.ZodObject>(schema: S, options: z.output<S>): z.output<S> {
  const entries = Object.entries(options).filter(([name]) => Object.hasOwn(schema.shape, name));
  return Object.fromEntries(entries) as z.output<S>;
}
