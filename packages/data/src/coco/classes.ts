import { ExpectationError, nearName } from '@tandem-det/base';
import type { Category } from '../dataset.ts';

/** The classes of a dataset, and the class index of each category id that it keeps. */
export interface ClassSelection {
  readonly classes: readonly Category[];
  readonly indexOf: ReadonlyMap<number, number>;
}

/** The categories with these names, in this order; all, by id, where no names are given. */
export function selectClasses(
  file: string,
  categories: readonly Category[],
  names?: readonly string[],
): ClassSelection {
  const classes =
    names === undefined
      ? categories.toSorted((a, b) => a.id - b.id)
      : names.map((name, index) => find(`${file}: classes[${index}]`, name, categories));
  if (classes.length === 0) throw new ExpectationError(`${file}: classes`, 'at least one class', 'none');
  const indexOf = new Map(classes.map((category, index) => [category.id, index]));
  if (indexOf.size < classes.length) {
    throw new ExpectationError(`${file}: classes`, 'each class once', JSON.stringify(names));
  }
  return { classes, indexOf };
}

function find(where: string, name: string, categories: readonly Category[]): Category {
  const found = categories.find((category) => category.name === name);
  if (found !== undefined) return found;
  const names = categories.map((category) => category.name);
  const near = nearName(name, names);
  const remedy = near === undefined ? '' : `Did you mean "${near}"? `;
  const table = categories.map((category) => `${category.id} ${category.name}`).join(', ');
  throw new ExpectationError(where, 'a class of the file', `"${name}"`, `${remedy}The file has: ${table}.`);
}
