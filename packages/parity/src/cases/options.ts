import { Unsupported } from '../unsupported.ts';

/**
 * A case's `config`, read key by key. `finish` refuses the case when a key was not read: an option that
 * an adapter does not know must never be ignored. A key with a fallback may be absent.
 */
export interface Options {
  has(key: string): boolean;
  number(key: string, fallback?: number): number;
  boolean(key: string, fallback?: boolean): boolean;
  numbers(key: string, fallback?: readonly number[]): readonly number[];
  /** A number, or a pair of height and width. */
  pair(key: string): number | readonly [number, number];
  /** A list of pairs, such as the sizes of images. */
  pairs(key: string): readonly (readonly [number, number])[];
  /** A number, or null. */
  numberOrNull(key: string, fallback?: number | null): number | null;
  text(key: string, fallback?: string): string;
  /** The value that stands for this text (or other JSON value); another one makes the case unsupported. */
  choice<T>(key: string, choices: Readonly<Record<string, T>>, fallback?: T): T;
  /** Checks values whose only supported one is known; an absent key passes. */
  fixed(values: Readonly<Record<string, unknown>>): void;
  /** The options under a key that holds an object; empty where it is absent. */
  section(key: string): Options;
  /** Throws Unsupported when a key, here or in a section, was not read. */
  finish(): void;
}

export function readOptions(record: Readonly<Record<string, unknown>>, path = 'config'): Options {
  const unread = new Set(Object.keys(record));
  const sections: Options[] = [];
  const take = (key: string): unknown => {
    unread.delete(key);
    return record[key];
  };
  const refuse = (key: string): never => {
    const text = JSON.stringify(record[key]) ?? 'absent';
    throw new Unsupported(`${path}.${key} is ${text.length > 60 ? `${text.slice(0, 60)}…` : text}`);
  };
  const typed = <T>(key: string, fallback: T | undefined, is: (value: unknown) => boolean): T => {
    const value = take(key);
    if (value === undefined && fallback !== undefined) return fallback;
    return is(value) ? (value as T) : refuse(key);
  };
  const isNumbers = (value: unknown) =>
    Array.isArray(value) && value.every((item) => typeof item === 'number');
  return {
    has: (key) => record[key] !== undefined && record[key] !== null,
    number: (key, fallback) => typed(key, fallback, (value) => typeof value === 'number'),
    boolean: (key, fallback) => typed(key, fallback, (value) => typeof value === 'boolean'),
    numbers: (key, fallback) => typed(key, fallback, isNumbers),
    pair: (key) =>
      typed<number | readonly [number, number]>(
        key,
        undefined,
        (value) => typeof value === 'number' || (isNumbers(value) && (value as unknown[]).length === 2),
      ),
    pairs: (key) =>
      typed<readonly (readonly [number, number])[]>(
        key,
        undefined,
        (value) => Array.isArray(value) && value.every((pair) => isNumbers(pair) && pair.length === 2),
      ),
    numberOrNull: (key, fallback) =>
      typed(key, fallback, (value) => value === null || typeof value === 'number'),
    text: (key, fallback) => typed(key, fallback, (value) => typeof value === 'string'),
    choice: (key, choices, fallback) => {
      const value = take(key);
      if (value === undefined && fallback !== undefined) return fallback;
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return text !== undefined && Object.hasOwn(choices, text) ? choices[text]! : refuse(key);
    },
    fixed: (values) => {
      for (const [key, value] of Object.entries(values)) {
        const found = take(key);
        const accepted = Array.isArray(value) && !isNumbers(value) ? value : [value];
        const texts = accepted.map((item) => JSON.stringify(item));
        if (found !== undefined && !texts.includes(JSON.stringify(found))) refuse(key);
      }
    },
    section: (key) => {
      const value = take(key);
      if (value !== undefined && (typeof value !== 'object' || value === null || Array.isArray(value))) {
        refuse(key);
      }
      const section = readOptions((value ?? {}) as Record<string, unknown>, `${path}.${key}`);
      sections.push(section);
      return section;
    },
    finish: () => {
      const [key] = unread;
      if (key !== undefined) throw new Unsupported(`${path}.${key} is not known`);
      for (const section of sections) section.finish();
    },
  };
}
