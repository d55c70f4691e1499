import type { z } from 'zod';
import { ExpectationError, kindOf } from '../errors.ts';
import { nearName } from '../near-name.ts';
import { expectedIn } from './expected.ts';
import { discriminatorValues, keysAt } from './schema-keys.ts';

export interface ErrorWords {
  /** What a key is called: `option` of a factory, `key` of a config. */
  readonly noun: 'option' | 'key';
  /** Where the error is, for a path such as `data.train`; of the whole for an empty one. */
  at(path: string): string;
}

/**
 * All that a schema found wrong in a value, as one error: an unknown key with the known one that is nearest, a value
 * with those that would fit. The further mistakes follow in the remedy, a line each.
 */
export function schemaErrors(
  error: z.ZodError,
  schema: z.ZodType,
  value: unknown,
  words: ErrorWords,
): ExpectationError {
  const errors = error.issues.flatMap((issue) => errorsOf(issue, schema, value, words));
  const [first, ...others] = errors as [ExpectationError, ...ExpectationError[]];
  if (others.length === 0) return first;
  const remedy = [first.remedy, ...others.map(({ message }) => message)].join('\n').trimStart();
  return new ExpectationError(first.where, first.expected, first.got, remedy);
}

function errorsOf(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  value: unknown,
  { noun, at }: ErrorWords,
): ExpectationError[] {
  const where = (path: readonly PropertyKey[]) => at(path.map(String).join('.'));
  const worded = expectedIn(issue.message);
  if (worded !== undefined) {
    return [new ExpectationError(where(issue.path), worded, shown(valueAt(value, issue.path)))];
  }
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(schema, issue.path, value);
      return issue.keys.map((key) => {
        const near = nearName(key, known);
        return new ExpectationError(
          where(issue.path),
          known.length > 0 ? `only the ${noun}s ${known.join(', ')}` : `no such ${noun}`,
          `the unknown ${noun} "${key}"`,
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
      const values = discriminatorValues(schema, path, value);
      if (values.length === 0) {
        return [new ExpectationError(where(path), issue.message, shown(valueAt(value, path)))];
      }
      return [oneOf(where(path), values, valueAt(value, path))];
    }
    default:
      return [new ExpectationError(where(issue.path), issue.message, shown(valueAt(value, issue.path)))];
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

/** Functions, tensors and the like have no JSON, or a long one: they are named by what they are. */
function shown(value: unknown): string {
  return isFlat(value) ? JSON.stringify(value) : kindOf(value);
}

/** Whether a value is a section of plain values, or a list. */
function isFlat(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value))
    return value.every((each) => typeof each !== 'function' && (isFlat(each) || typeof each !== 'object'));
  return Object.values(value).every((each) => typeof each !== 'object' && typeof each !== 'function');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (each, key) => (each as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
}
