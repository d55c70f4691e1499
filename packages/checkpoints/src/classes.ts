import { expectThat } from '@tandem-det/base';

/** Class names that `saveParameters` put into a file's metadata; undefined where there are none. */
export function classesOf(
  where: string,
  metadata: Readonly<Record<string, string>>,
): readonly string[] | undefined {
  const text = metadata['classes'];
  if (text === undefined) return undefined;
  let classes: unknown;
  try {
    classes = JSON.parse(text);
  } catch {
    classes = undefined;
  }
  expectThat(
    Array.isArray(classes) && classes.every((name) => typeof name === 'string'),
    `${where}, metadata "classes"`,
    'a JSON list of class names',
    text.slice(0, 80),
  );
  return classes;
}

/** How two class lists differ, in words; undefined where they are equal. */
export function classDifference(stored: readonly string[], wanted: readonly string[]): string | undefined {
  if (stored.length !== wanted.length) return `${stored.length} classes (${sample(stored)})`;
  const index = stored.findIndex((name, position) => name !== wanted[position]);
  return index < 0 ? undefined : `class ${index} "${stored[index]}" where "${wanted[index]}" is wanted`;
}

export function sample(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown}, … ${names.length - most} more` : shown;
}
