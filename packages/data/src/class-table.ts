import { ExpectationError, nearRemedy } from '@tandem-det/base';
import type { Category } from './dataset.ts';

/** Classes with these names; their ids are 1, 2, … Throws where there is none, or a name is there twice. */
export function classTable(where: string, names: readonly string[]): Category[] {
  if (names.length === 0) throw new ExpectationError(where, 'at least one class', 'none');
  const again = names.find((name, index) => names.indexOf(name) < index);
  if (again !== undefined) throw new ExpectationError(where, 'each class once', `"${again}" twice`);
  return names.map((name, index) => ({ id: index + 1, name }));
}

/** What to do about a class that is not among the known ones: the near name, and all of them. */
export function classRemedy(name: string, classes: readonly Category[]): string {
  const known = classes.map((each, index) => `${index} ${each.name}`).join(', ');
  const near = nearRemedy(
    name,
    classes.map((each) => each.name),
  );
  return `${near}Known are: ${known}.`;
}
