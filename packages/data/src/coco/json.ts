import { ExpectationError } from '@tandem-det/base';

/** Object, array or number of a JSON file, not checked yet. */
export type Json = unknown;

/**
 * Parses JSON, accepting the bare NaN and Infinity that Python writes: they become the strings "NaN" and
 * "Infinity", so that the field in which they stand can be named.
 */
export function parseJson(file: string, text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    const quoted = text.replaceAll(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) =>
      token.startsWith('"') ? token : `"${token}"`,
    );
    try {
      return JSON.parse(quoted);
    } catch {
      throw new ExpectationError(
        file,
        'a JSON file',
        `a syntax error (${(error as Error).message})`,
        'The file may be cut off or of another format.',
      );
    }
  }
}

/** A value of a JSON file and the path to it, for errors such as `val.json: images[3].width: expected ...`. */
export interface Field {
  readonly file: string;
  /** Empty for the whole file. */
  readonly path: string;
  readonly value: Json;
}

/** The error that this field is not what was expected. */
export function refuse(
  { file, path, value }: Field,
  expected: string,
  got = show(value),
  remedy = '',
): never {
  throw new ExpectationError(path === '' ? file : `${file}: ${path}`, expected, got, remedy);
}

/** A member of an object; its value is undefined where there is none. */
export function member({ file, path, value }: Field, key: string): Field {
  return { file, path: path === '' ? key : `${path}.${key}`, value: (value as Record<string, Json>)[key] };
}

/** The entries of an array. */
export function itemsOf(field: Field, remedy = ''): readonly Field[] {
  const { file, path, value } = field;
  if (!Array.isArray(value)) refuse(field, 'an array', undefined, remedy);
  return (value as Json[]).map((item, index) => ({ file, path: `${path}[${index}]`, value: item }));
}

export function asObject(field: Field): Field {
  const { value } = field;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(field, 'an object');
  return field;
}

export function asText(field: Field): string {
  return typeof field.value === 'string' && field.value !== '' ? field.value : refuse(field, 'a text');
}

export function asNumber(field: Field): number {
  const { value } = field;
  return typeof value === 'number' && Number.isFinite(value) ? value : refuse(field, 'a finite number');
}

export function asInteger(field: Field): number {
  return Number.isSafeInteger(field.value) ? (field.value as number) : refuse(field, 'an integer');
}

function show(value: Json): string {
  if (value === undefined) return 'nothing';
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return value;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
