import { schemaErrors } from '@tandem-det/base';
import type { z } from 'zod';

/**
 * Checks a config against a schema and fills in the defaults. Every mistake is reported at once, each
 * with the place in the config: an unknown key with the known one that is nearest.
 */
export function parseConfig<S extends z.ZodType>(schema: S, config: unknown, source: string): z.output<S> {
  const result = schema.safeParse(config, { reportInput: true });
  if (result.success) return result.data;
  throw schemaErrors(result.error, schema, config, {
    noun: 'key',
    at: (path) => (path === '' ? source : `${source}, ${path}`),
  });
}
