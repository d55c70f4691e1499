import { ExpectationError } from '@tandem-det/core';

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
export class Field {
  constructor(
    readonly file: string,
    readonly path: string,
    readonly value: Json,
  ) {}

  get where(): string {
    return this.path === '' ? this.file : `${this.file}: ${this.path}`;
  }

  refuse(expected: string, got = show(this.value), remedy = ''): never {
    throw new ExpectationError(this.where, expected, got, remedy);
  }

  get(key: string): Field {
    const value = (this.value as Record<string, Json>)[key];
    return new Field(this.file, this.path === '' ? key : `${this.path}.${key}`, value);
  }

  at(index: number): Field {
    return new Field(this.file, `${this.path}[${index}]`, (this.value as Json[])[index]);
  }

  object(): this {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.refuse('an object');
    return this;
  }

  array(remedy = ''): readonly Field[] {
    if (!Array.isArray(this.value)) this.refuse('an array', undefined, remedy);
    return (this.value as Json[]).map((_, index) => this.at(index));
  }

  string(): string {
    if (typeof this.value !== 'string' || this.value === '') this.refuse('a text');
    return this.value as string;
  }

  number(): number {
    if (typeof this.value !== 'number' || !Number.isFinite(this.value)) this.refuse('a finite number');
    return this.value as number;
  }

  integer(): number {
    if (!Number.isSafeInteger(this.value)) this.refuse('an integer');
    return this.value as number;
  }
}

function show(value: Json): string {
  if (value === undefined) return 'nothing';
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return value;
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
