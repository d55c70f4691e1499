import { isSection, type Section } from './is-section.ts';

/** A config without the keys that are null: such a key is as one that is not there, so that `--set key=null` unsets it. */
export function dropNulls(config: unknown): unknown {
  if (!isSection(config)) return config;
  const kept = Object.entries(config).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([key, value]) => [key, dropNulls(value)])) satisfies Section;
}
