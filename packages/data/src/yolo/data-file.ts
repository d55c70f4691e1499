import path from 'node:path';
import { ExpectationError, nearName } from '@tandem-det/base';
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { classTable } from '../class-table.ts';
import type { Category } from '../dataset.ts';

/** What follows class and box on each line of keypoints: `count` points of x, y or of x, y and visibility. */
export interface Keypoints {
  readonly count: number;
  readonly values: 2 | 3;
}

/** A dataset's `data.yaml`, checked. */
export interface YoloDataFile {
  /** In the order of the labels' indices. */
  readonly classes: readonly Category[];
  /** Folders of images, or lists of image files, of the split asked for, as written. */
  readonly sources: readonly string[];
  /** What they are relative to. */
  readonly root: string;
  /** As `kpt_shape` says. */
  readonly keypoints: Keypoints | undefined;
  /** Whether `task` says that long lines are outlines. */
  readonly isOutlines: boolean;
}

/**
 * Reads the text of a `data.yaml`: `names` (a list, or a map from index to name), optionally `nc`, `path`, `kpt_shape`
 * and `task`, and for each split a folder of images, a list file, or several of them. `path` is relative to the file;
 * the splits are relative to `path`. A class name is what is written: 007 is no number. Throws an ExpectationError that
 * names file and field.
 */
export function parseYoloDataFile(file: string, text: string, split: string): YoloDataFile {
  const { content, names: written } = parseYaml(file, text);
  const names = namesOf(file, content['names'], written);
  const { nc } = content;
  if (nc !== undefined && nc !== names.length) {
    throw new ExpectationError(`${file}: nc`, `the number of names, ${names.length}`, JSON.stringify(nc));
  }
  const root = content['path'] ?? '.';
  if (typeof root !== 'string') refuse(`${file}: path`, 'a folder', root);
  const found = content[split];
  const given = Array.isArray(found) ? found : [found];
  const sources = given.map((each, index) => {
    const where = Array.isArray(found) ? `${file}: ${split}[${index}]` : `${file}: ${split}`;
    if (typeof each === 'string') return each;
    return refuse(where, 'a folder of images or a list of files', each, otherSplit(split, content));
  });
  if (sources.length === 0) refuse(`${file}: ${split}`, 'at least one folder of images', found);
  return {
    classes: classTable(`${file}: names`, names).map((each, index) => ({ ...each, id: index })),
    sources,
    root: path.resolve(path.dirname(file), root),
    keypoints: keypointsOf(file, content['kpt_shape']),
    isOutlines: content['task'] === 'segment' || content['task'] === 'obb',
  };
}

/** The content, and the texts of `names` as they are written: a list, or pairs of key and name. */
function parseYaml(file: string, text: string) {
  let content: unknown;
  let names: readonly (string | undefined)[] | ReadonlyMap<string, string | undefined> | undefined;
  try {
    const document = parseDocument(text, { logLevel: 'error' });
    if (document.errors[0] !== undefined) throw document.errors[0];
    content = document.toJS();
    const found = isMap(document.contents) ? document.contents.get('names', true) : undefined;
    const node = isAlias(found) ? found.resolve(document) : found;
    if (isSeq(node)) names = node.items.map((item) => writtenText(item as Node));
    if (isMap(node)) {
      names = new Map(
        node.items.map(({ key, value }) => [writtenText(key as Node) ?? '', writtenText(value as Node)]),
      );
    }
  } catch (error) {
    throw new ExpectationError(
      file,
      'YAML',
      `a syntax error (${(error as Error).message.trim().replaceAll(/\s+/g, ' ')})`,
    );
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    refuse(file, 'keys such as names, train and val', content);
  }
  return { content: content as Record<string, unknown>, names };
}

/** The text of a plain or quoted scalar, whatever YAML takes it for; undefined for nothing, null and other nodes. */
function writtenText(node: Node | null | undefined): string | undefined {
  if (!isScalar(node) || node.value === null || node.value === undefined) return undefined;
  return node.source ?? String(node.value);
}

function namesOf(
  file: string,
  names: unknown,
  written: readonly (string | undefined)[] | ReadonlyMap<string, string | undefined> | undefined,
): string[] {
  if (written === undefined) {
    return refuse(`${file}: names`, 'a list of names, or a map from index to name', names);
  }
  const byIndex = written instanceof Map ? written : undefined;
  const list = byIndex
    ? Array.from(byIndex, (_, index) => byIndex.get(String(index)))
    : (written as readonly (string | undefined)[]);
  const isTurned = byIndex !== undefined && [...byIndex.values()].every((value) => /^\d+$/.test(value ?? ''));
  return list.map((name, index) => {
    if (name !== undefined && name.trim() !== '') return name;
    const got = (names as Record<number, unknown>)[index];
    const remedy = isTurned
      ? 'Indices come first: "0: name", not "name: 0".'
      : byIndex
        ? 'Indices begin at 0 and leave out none.'
        : '';
    return refuse(`${file}: names[${index}]`, 'a name', got, remedy);
  });
}

function keypointsOf(file: string, shape: unknown): Keypoints | undefined {
  if (shape === undefined || shape === null) return undefined;
  const [count, values] = Array.isArray(shape) && shape.length === 2 ? (shape as unknown[]) : [];
  if (Number.isInteger(count) && (count as number) >= 1 && (values === 2 || values === 3)) {
    return { count: count as number, values };
  }
  return refuse(`${file}: kpt_shape`, 'a number of keypoints and 2 or 3, as [17, 3]', shape);
}

/** The key that was meant: Roboflow writes "valid" for "val". */
function otherSplit(split: string, content: Record<string, unknown>): string {
  const keys = Object.keys(content).filter(
    (key) => /^(train|val|test|dev)/i.test(key) && content[key] !== null,
  );
  const near = keys.find((key) => key.startsWith(split) || split.startsWith(key)) ?? nearName(split, keys);
  if (near !== undefined && near !== split) return `Did you mean "${near}"? Name it as split.`;
  return keys.length === 0 ? '' : `It has ${keys.join(', ')}.`;
}

function refuse(where: string, expected: string, got: unknown, remedy = ''): never {
  throw new ExpectationError(
    where,
    expected,
    got === undefined ? 'nothing' : (JSON.stringify(got) ?? String(got)),
    remedy,
  );
}
