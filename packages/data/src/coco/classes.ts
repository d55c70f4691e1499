import { ExpectationError, nearRemedy } from '@tandem-det/base';
import type { Category } from '../dataset.ts';
import type { CocoCategory } from './parse.ts';

/** The classes of a dataset, and the class index of each category id that it keeps. */
export interface ClassSelection {
  readonly classes: readonly Category[];
  readonly indexOf: ReadonlyMap<number, number>;
  /** A category that is no class but the name of the project, as Roboflow writes it. */
  readonly root?: CocoCategory | undefined;
}

/**
 * The categories with these names, in this order; all, by id, where no names are given, but for one without objects
 * that is said to be above all others.
 */
export function selectClasses(
  file: string,
  categories: readonly CocoCategory[],
  names?: readonly string[],
): ClassSelection {
  const root = names === undefined ? rootOf(categories) : undefined;
  const classes =
    names === undefined
      ? categories
          .filter((category) => category !== root)
          .map(({ id, name }) => ({ id, name }))
          .toSorted((a, b) => a.id - b.id)
      : names.map((name, index) => find(`${file}: classes[${index}]`, name, categories));
  if (classes.length === 0) throw new ExpectationError(`${file}: classes`, 'at least one class', 'none');
  const indexOf = new Map(classes.map((category, index) => [category.id, index]));
  if (indexOf.size < classes.length) {
    throw new ExpectationError(`${file}: classes`, 'each class once', JSON.stringify(names));
  }
  return { classes, indexOf, root };
}

function rootOf(categories: readonly CocoCategory[]): CocoCategory | undefined {
  if (categories.length < 2) return undefined;
  return categories.find(
    (root) =>
      !root.isUsed &&
      categories.every(({ parent }, index) => parent === root.name || categories[index] === root),
  );
}

function find(where: string, name: string, categories: readonly Category[]): Category {
  const found = categories.find((category) => category.name === name);
  if (found !== undefined) return { id: found.id, name };
  const names = categories.map((category) => category.name);
  const remedy = nearRemedy(name, names);
  const table = categories.map((category) => `${category.id} ${category.name}`).join(', ');
  throw new ExpectationError(where, 'a class of the file', `"${name}"`, `${remedy}The file has: ${table}.`);
}
