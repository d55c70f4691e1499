import type { z } from 'zod';
import { ExpectationError, expectThat, kindOf } from '../errors.ts';
import { schemaErrors } from './schema-errors.ts';

/**
 * The options of a factory, checked, with their defaults filled in. Every factory of Tandem reads its options by this.
 *
 * Errors: an ExpectationError that begins with `where`, the factory's name, for an unknown option (with the near name),
 * a value that an option does not take, and options that are missing. Several mistakes are one error.
 */
export function readOptions<S extends z.ZodType>(where: string, schema: S, options: z.input<S>): z.output<S> {
  const result = schema.safeParse(options, { reportInput: true });
  if (result.success) return result.data;
  refuseOthers(where, options);
  throw schemaErrors(result.error, schema, options, {
    noun: 'option',
    at: (path) => (path === '' ? where : `${where}: ${path}`),
  });
}

/** Throws for what are no options; those that hold a tensor: a detector has called the factory as if it were the part. */
function refuseOthers(where: string, options: unknown): void {
  expectThat(typeof options === 'object' && options !== null, where, 'options', kindOf(options));
  const tensor = Object.entries(options).find(([, value]) => isTensor(value));
  if (tensor === undefined) return;
  throw new ExpectationError(
    where,
    'options',
    `"${tensor[0]}", a tensor`,
    `Call what makes the part: ${where}(), not ${where}.`,
  );
}

function isTensor(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'dataId' in value;
}
