import { ExpectationError } from '@tandem-det/base';
import { classRemedy } from '../class-table.ts';
import type { Box, Category } from '../dataset.ts';
import type { Size } from '../images/resize.ts';

export interface YoloObject {
  readonly classIndex: number;
  /** In pixels of the image. */
  readonly box: Box;
}

/**
 * Reads a label file: on each line a class index, then centre x, centre y, width, height of its box, or the
 * x, y of at least three corners of its outline, whose box is taken. All are fractions of the image's size.
 * Throws an ExpectationError that names file, line and field for the first line that is wrong.
 */
export function parseYoloLabels(
  file: string,
  text: string,
  { width, height }: Size,
  classes: readonly Category[],
): YoloObject[] {
  return text.split('\n').flatMap((line, index) => {
    const words = line.trim().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    const where = `${file}: line ${index + 1}`;
    const [first, ...rest] = words as [string, ...string[]];
    const classIndex = classOf(where, first, classes);
    const isOutline = rest.length >= 6 && rest.length % 2 === 0;
    if (rest.length !== 4 && !isOutline) {
      throw new ExpectationError(
        where,
        'a class and 4 numbers (centre x, y, width, height), or a class and the x, y of 3 or more corners',
        `a class and ${rest.length} numbers`,
      );
    }
    const values = rest.map((word, at) => fractionOf(`${where}, number ${at + 1}`, word));
    const [x1, y1, x2, y2] = isOutline ? outlineBox(values) : centeredBox(where, values);
    const box: Box = [x1 * width, y1 * height, x2 * width, y2 * height];
    if (box[2] > box[0] && box[3] > box[1]) return [{ classIndex, box }];
    throw new ExpectationError(where, 'a box with a width and a height > 0', `"${line.trim()}"`);
  });
}

function classOf(where: string, word: string, classes: readonly Category[]): number {
  const index = Number(word);
  if (Number.isInteger(index) && index >= 0 && index < classes.length) return index;
  throw new ExpectationError(
    `${where}, class`,
    `an index from 0 to ${classes.length - 1}`,
    `"${word}"`,
    classRemedy(word, classes),
  );
}

function fractionOf(where: string, word: string): number {
  const value = Number(word);
  if (value >= -ROUNDING && value <= 1 + ROUNDING) return value;
  throw new ExpectationError(
    where,
    'a fraction from 0 to 1',
    `"${word}"`,
    'Divide pixels by the width or the height of the image.',
  );
}

/** What writers with few digits may be off by. */
const ROUNDING = 0.001;

function centeredBox(where: string, values: readonly number[]): Box {
  const [x, y, width, height] = values as [number, number, number, number];
  const box: Box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
  if (width > 0 && height > 0) return box;
  throw new ExpectationError(where, 'a box with a width and a height > 0', `${width} and ${height}`);
}

function outlineBox(values: readonly number[]): Box {
  const xs = values.filter((_, index) => index % 2 === 0);
  const ys = values.filter((_, index) => index % 2 === 1);
  const least = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.min(a, b));
  const most = (numbers: readonly number[]) => numbers.reduce((a, b) => Math.max(a, b));
  return [least(xs), least(ys), most(xs), most(ys)];
}
