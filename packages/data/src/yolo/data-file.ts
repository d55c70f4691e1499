import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import { parse } from 'yaml';
import { classTable } from '../class-table.ts';
import type { Category } from '../dataset.ts';

/** A dataset's `data.yaml`, checked. */
export interface YoloDataFile {
  /** In the order of the labels' indices. */
  readonly classes: readonly Category[];
  /** Folders of images, or lists of image files, of the split asked for. */
  readonly sources: readonly string[];
}

/**
 * Reads the text of a `data.yaml`: `names` (a list, or a map from index to name), optionally `nc` and `path`,
 * and for each split a folder of images, a list file, or several of them. `path` is relative to the file;
 * the splits are relative to `path`. Throws an ExpectationError that names file and field.
 */
export function parseYoloDataFile(file: string, text: string, split: string): YoloDataFile {
  const content = parseYaml(file, text);
  const names = namesOf(file, content['names']);
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
    return typeof each === 'string' ? each : refuse(where, 'a folder of images or a list of files', each);
  });
  if (sources.length === 0) refuse(`${file}: ${split}`, 'at least one folder of images', found);
  return {
    classes: classTable(`${file}: names`, names).map((each, index) => ({ ...each, id: index })),
    sources: sources.map((source) => path.resolve(path.dirname(file), root, source)),
  };
}

function parseYaml(file: string, text: string): Record<string, unknown> {
  let content: unknown;
  try {
    content = parse(text, { logLevel: 'error' });
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
  return content as Record<string, unknown>;
}

function namesOf(file: string, names: unknown): string[] {
  const isMap = typeof names === 'object' && names !== null && !Array.isArray(names);
  const list = isMap
    ? Object.keys(names).map((_, index) => (names as Record<string, unknown>)[index])
    : names;
  if (!Array.isArray(list))
    return refuse(`${file}: names`, 'a list of names, or a map from index to name', list);
  return list.map((name, index) => {
    if (typeof name === 'string' && name !== '') return name;
    if (typeof name === 'number') return String(name);
    return refuse(`${file}: names[${index}]`, 'a name', name);
  });
}

function refuse(where: string, expected: string, got: unknown): never {
  throw new ExpectationError(
    where,
    expected,
    got === undefined ? 'nothing' : (JSON.stringify(got) ?? String(got)),
  );
}
