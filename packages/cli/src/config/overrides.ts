import { expectThat } from '@tandem-det/core';
import { parse } from 'yaml';

type Section = Record<string, unknown>;

/**
 * The config with `key=value` texts of the command line applied: the key is a dotted path such as
 * `training.batchSize`, the value is YAML (`8`, `[8, 11]`, `null`, a text). Sections on the way are
 * made where they are missing; the schema judges the result.
 */
export function applyOverrides(config: unknown, overrides: readonly string[]): unknown {
  const result = structuredClone(config ?? {}) as Section;
  for (const text of overrides) {
    const equals = text.indexOf('=');
    expectThat(
      equals > 0,
      '--set',
      'key=value',
      JSON.stringify(text),
      'For instance --set training.epochs=12.',
    );
    const path = text.slice(0, equals).split('.');
    const last = path.pop()!;
    let section: Section = result;
    for (const key of path) {
      const below = section[key];
      section = section[key] = isSection(below) ? below : {};
    }
    section[last] = parse(text.slice(equals + 1)) as unknown;
  }
  return result;
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
