import { ExpectationError } from '@tandem-det/core';
import { nearName } from '@tandem-det/data';
import type { z } from 'zod';
import { discriminatorValues, keysAt } from './schema-keys.ts';

/**
 * Checks a config against a schema and fills in the defaults. Every mistake is reported at once, each
 * with the place in the config: an unknown key with the known one that is nearest.
 */
export function parseConfig<S extends z.ZodType>(schema: S, config: unknown, source: string): z.output<S> {
  const result = schema.safeParse(config, { reportInput: true });
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap((issue) => describe(issue, schema, config, source));
  const [first, ...others] = errors as [ExpectationError, ...ExpectationError[]];
  if (others.length === 0) throw first;
  const remedy = [first.remedy, ...others.map(({ message }) => message)].join('\n').trimStart();
  throw new ExpectationError(first.where, first.expected, first.got, remedy);
}

function describe(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  config: unknown,
  source: string,
): ExpectationError[] {
  const where = (path: readonly PropertyKey[]) =>
    path.length === 0 ? source : `${source}, ${path.map(String).join('.')}`;
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(schema, issue.path, config);
      return issue.keys.map((key) => {
        const near = nearName(key, known);
        return new ExpectationError(
          where(issue.path),
          known.length > 0 ? `only the keys ${known.join(', ')}` : 'no such key',
          `the unknown key "${key}"`,
          near === undefined ? 'Remove it.' : `Did you mean "${near}"?`,
        );
      });
    }
    case 'invalid_value':
      return [oneOf(where(issue.path), issue.values, issue.input)];
    case 'invalid_type':
      return [new ExpectationError(where(issue.path), expectedType(issue.expected), shown(issue.input))];
    case 'too_small':
    case 'too_big': {
      const bound = issue.code === 'too_small' ? issue.minimum : issue.maximum;
      const sign = issue.code === 'too_small' ? '≥' : '≤';
      const comparison = issue.inclusive === false ? sign.replace('≥', '>').replace('≤', '<') : sign;
      const what = issue.origin === 'array' ? 'a number of entries' : 'a number';
      return [new ExpectationError(where(issue.path), `${what} ${comparison} ${bound}`, shown(issue.input))];
    }
    case 'invalid_union': {
      const { path } = issue;
      return [oneOf(where(path), discriminatorValues(schema, path, config), valueAt(config, path))];
    }
    default:
      return [new ExpectationError(where(issue.path), issue.message, shown(valueAt(config, issue.path)))];
  }
}

function oneOf(where: string, values: readonly unknown[], got: unknown): ExpectationError {
  const texts = values.map((value) => JSON.stringify(value));
  const near = nearName(String(got), values.map(String));
  return new ExpectationError(
    where,
    texts.length === 1 ? texts[0]! : `one of ${texts.join(', ')}`,
    shown(got),
    near === undefined ? '' : `Did you mean "${near}"?`,
  );
}

function expectedType(expected: string): string {
  const names: Record<string, string> = {
    int: 'a whole number',
    object: 'a section with keys',
    record: 'a section with keys',
    array: 'a list',
    tuple: 'a list',
    string: 'a text',
    boolean: 'true or false',
    nan: 'a number',
  };
  return names[expected] ?? `a ${expected}`;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function valueAt(config: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    config,
  );
}
