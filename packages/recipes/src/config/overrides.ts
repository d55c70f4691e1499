import { expectThat } from '@tandem-det/base';
import { parse } from 'yaml';
import { isSection, type Section } from './is-section.ts';

/**
 * The config with `key=value` texts of the command line applied: the key is a dotted path such as
 * `training.batchSize`, the value is YAML (`8`, `[8, 11]`, `null`, a text). Sections on the way are
 * made where they are missing; the schema judges the result.
 */
export function applyOverrides(config: unknown, overrides: readonly string[]): unknown {
  const result = structuredClone(config ?? {});
  // Nothing can be set in a text or a list; the schema says what was expected.
  if (!isSection(result)) return result;
  for (const text of overrides) {
    const equals = text.indexOf('=');
    expectThat(
      equals > 0,
      '--set',
      'key=value',
      JSON.stringify(text),
      'For instance --set training.epochs=12.',
    );
    setKey(result, text.slice(0, equals), parse(text.slice(equals + 1)));
  }
  return result;
}

/** Sets the value at a dotted path in place; sections on the way are made where they are missing. */
export function setKey(config: Section, key: string, value: unknown): void {
  const path = key.split('.');
  const last = path.pop()!;
  let section = config;
  for (const name of path) {
    const below = section[name];
    section = section[name] = isSection(below) ? below : {};
  }
  section[last] = value;
}
