import { schemaErrors } from '@tandem-det/base';
import type { z } from 'zod';
import { dropNulls } from './drop-nulls.ts';

/**
 * Checks a config against a schema and fills in the defaults; a key that is null is as one that is not there. Every
 * mistake is reported at once, each with the place in the config: an unknown key with the known one that is nearest.
 */
export function parseConfig<S extends z.ZodType>(schema: S, config: unknown, source: string): z.output<S> {
  const given = dropNulls(config);
  const result = schema.safeParse(given, { reportInput: true });
  if (result.success) return result.data;
  throw schemaErrors(result.error, schema, given, {
    noun: 'key',
    at: (path) => (path === '' ? source : `${source}, ${path}`),
  });
}
