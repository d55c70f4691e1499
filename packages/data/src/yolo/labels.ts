import { ExpectationError } from '@tandem-det/base';
import { classRemedy } from '../class-table.ts';
import type { Box, Category } from '../dataset.ts';
import type { Size } from '../images/size.ts';
import type { Keypoints } from './data-file.ts';

export interface YoloObject {
  readonly classIndex: number;
  /** In pixels of the image. */
  readonly box: Box;
  /** From 1. */
  readonly line: number;
  readonly form: 'box' | 'outline' | 'keypoints';
  /** Numbers after the class. */
  readonly columns: number;
  /** For an outline, the keypoints that its line could be instead: its first four numbers are a box around the rest. */
  readonly couldBe?: Keypoints;
}

/** A label file: its objects, and what is wrong with its other lines. */
export interface YoloLabels {
  readonly objects: readonly YoloObject[];
  readonly errors: readonly ExpectationError[];
}

export interface YoloLabelsOptions {
  readonly size: Size;
  readonly classes: readonly Category[];
  /** What the dataset declares to follow each box. */
  readonly keypoints?: Keypoints | undefined;
}

/**
 * Reads a label file: on each line a class index, then centre x, centre y, width, height of its box, or the
 * x, y of at least three corners of its outline, whose box is taken. With `keypoints`, a box is followed by them or by
 * nothing. All are fractions of the image's size; what reaches over the edge by no more than a hundredth is clipped, as
 * rounding does that. A line that is wrong has an ExpectationError that names file, line and field.
 */
export function parseYoloLabels(file: string, text: string, options: YoloLabelsOptions): YoloLabels {
  const objects: YoloObject[] = [];
  const errors: ExpectationError[] = [];
  const lines = text.split(/\r\n|\n|\r/);
  for (let index = 0; index < lines.length; index++) {
    const words = lines[index]!.trim().split(/\s+/);
    if (words[0] === '') continue;
    try {
      objects.push(parseLine(`${file}: line ${index + 1}`, words, index + 1, options));
    } catch (error) {
      if (!(error instanceof ExpectationError)) throw error;
      errors.push(error);
    }
  }
  return { objects, errors };
}

function parseLine(
  where: string,
  [first, ...rest]: readonly string[],
  line: number,
  { size: { width, height }, classes, keypoints }: YoloLabelsOptions,
): YoloObject {
  const classIndex = classOf(where, first!, classes);
  const columns = rest.length;
  const form = formOf(where, rest, keypoints);
  const values = (form === 'keypoints' ? rest.slice(0, 4) : rest).map((word, at) =>
    fractionOf(`${where}, number ${at + 1}`, word),
  );
  const [x1, y1, x2, y2] = form === 'outline' ? outlineBox(values) : centeredBox(where, values);
  const box: Box = [x1 * width, y1 * height, x2 * width, y2 * height];
  if (!(box[2] > box[0] && box[3] > box[1])) {
    throw new ExpectationError(
      where,
      'a box with a width and a height > 0',
      `"${[first, ...rest].join(' ')}"`,
    );
  }
  const couldBe = form === 'outline' ? keypointsIn(values) : undefined;
  return { classIndex, box, line, form, columns, ...(couldBe && { couldBe }) };
}

function formOf(
  where: string,
  words: readonly string[],
  keypoints: Keypoints | undefined,
): YoloObject['form'] {
  if (words.length === 4) return 'box';
  if (keypoints !== undefined) {
    const { count, values } = keypoints;
    if (words.length === 4 + count * values) {
      const at = words.findIndex((word, index) => index >= 4 && !Number.isFinite(Number(word)));
      if (at < 0) return 'keypoints';
      throw new ExpectationError(`${where}, number ${at + 1}`, 'a number', `"${words[at]}"`);
    }
    throw new ExpectationError(
      where,
      `a class and ${4 + count * values} numbers, as kpt_shape [${count}, ${values}] says, or 4`,
      `a class and ${words.length} numbers`,
    );
  }
  if (words.length >= 6 && words.length % 2 === 0) return 'outline';
  const could = keypointsIn(words.map(Number));
  throw new ExpectationError(
    where,
    'a class and 4 numbers (centre x, y, width, height), or a class and the x, y of 3 or more corners',
    `a class and ${words.length} numbers`,
    could === undefined
      ? ''
      : `If they are keypoints, put kpt_shape: [${could.count}, ${could.values}] into data.yaml.`,
  );
}

/**
 * The keypoints that a line may have: its first four numbers are a box inside the image, and all points that the rest
 * can be read as lie in it. Points at 0, 0 or of visibility 0 stand for none.
 */
function keypointsIn(numbers: readonly number[]): Keypoints | undefined {
  const [x, y, width, height] = numbers as [number, number, number, number];
  const [left, top, right, bottom] = [x - width / 2, y - height / 2, x + width / 2, y + height / 2];
  const slack = 0.01;
  if (
    !(width > 0 && height > 0 && left >= -slack && top >= -slack && right <= 1 + slack && bottom <= 1 + slack)
  ) {
    return undefined;
  }
  for (const values of [3, 2] as const) {
    const count = (numbers.length - 4) / values;
    if (!Number.isInteger(count) || count < 1) continue;
    let seen = 0;
    const fits = Array.from({ length: count }, (_, index) => {
      const [px, py, visible = 1] = numbers.slice(4 + index * values, 4 + (index + 1) * values);
      if (values === 3 && ![0, 1, 2].includes(visible)) return false;
      if (visible === 0 || (px === 0 && py === 0)) return true;
      seen += 1;
      return px! >= left - slack && px! <= right + slack && py! >= top - slack && py! <= bottom + slack;
    });
    if (seen > 0 && fits.every(Boolean)) return { count, values };
  }
  return undefined;
}

function classOf(where: string, word: string, classes: readonly Category[]): number {
  const index = Number(word);
  if (Number.isInteger(index) && index >= 0 && index < classes.length) return index;
  const own = classes.findIndex(({ name }) => name === word);
  throw new ExpectationError(
    `${where}, class`,
    `an index from 0 to ${classes.length - 1}`,
    `"${word}"`,
    own < 0 ? classRemedy(word, classes) : `Write the index of the class, ${own}, in place of its name.`,
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

/** What writers with few digits, and tools that let outlines stick out, may be off by; ultralytics has the same. */
const ROUNDING = 0.01;

function centeredBox(where: string, values: readonly number[]): Box {
  const [x, y, width, height] = values as [number, number, number, number];
  if (!(width > 0 && height > 0)) {
    throw new ExpectationError(where, 'a box with a width and a height > 0', `${width} and ${height}`);
  }
  return [clipped(x - width / 2), clipped(y - height / 2), clipped(x + width / 2), clipped(y + height / 2)];
}

function outlineBox(values: readonly number[]): Box {
  const xs = values.filter((_, index) => index % 2 === 0);
  const ys = values.filter((_, index) => index % 2 === 1);
  const least = (numbers: readonly number[]) => clipped(numbers.reduce((a, b) => Math.min(a, b)));
  const most = (numbers: readonly number[]) => clipped(numbers.reduce((a, b) => Math.max(a, b)));
  return [least(xs), least(ys), most(xs), most(ys)];
}

/** The edge of the image for what lies beyond by rounding; what lies further out stays as annotated. */
function clipped(fraction: number): number {
  if (fraction < 0 && fraction >= -ROUNDING) return 0;
  return fraction > 1 && fraction <= 1 + ROUNDING ? 1 : fraction;
}
