import { isDescription, type Json } from '@tandem-det/base';

/**
 * One line per place where two configs, or two descriptions of parts, differ, such as `training.batchSize: was 4, is 8`.
 * Of a part in whose place another kind of part stands, its kind alone.
 */
export function configChanges(before: Json, after: Json, path = ''): string[] {
  const at = (key: string | number) => (path === '' ? String(key) : `${path}.${key}`);
  if (isDescription(before) && isDescription(after) && before.kind !== after.kind) {
    return [`${path}: was ${before.kind}, is ${after.kind}`];
  }
  if (isSection(before) && isSection(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => configChanges(before[key] ?? null, after[key] ?? null, at(key)));
  }
  if (isListOfSections(before) && isListOfSections(after) && before.length === after.length) {
    return before.flatMap((each, index) => configChanges(each, after[index]!, at(index)));
  }
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [`${path}: was ${JSON.stringify(before)}, is ${JSON.stringify(after)}`];
}

function isSection(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfSections(value: Json): value is readonly Json[] {
  return Array.isArray(value) && value.every(isSection);
}
