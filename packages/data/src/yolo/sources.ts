import { stat } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import type { Directories } from '../files/directories.ts';
import { isImageName } from '../files/file-kinds.ts';
import { listTree } from '../files/list-tree.ts';
import { readText } from '../files/read-text.ts';

/** An image that a source names, and what a missing one is blamed on. */
export interface YoloImage {
  readonly file: string;
  readonly where: string;
  readonly isThere: boolean;
  /** What a line that leads nowhere may have meant. */
  readonly remedy: string;
}

/** The images of one entry of a split, in order. */
export interface YoloSource {
  /** The folder that it is; undefined for a list. */
  readonly folder: string | undefined;
  /** All files of the folder, relative to it. */
  readonly files: readonly string[];
  readonly images: readonly YoloImage[];
}

const RELATIVE = 'Paths in it are relative to its own folder, or to its "path".';

/**
 * The images of a folder and of those inside of it, by name; or those of a list, relative to the list's folder or else
 * to `root`. A source that begins with `../` where nothing is there is looked for without, as Roboflow's exports and
 * ultralytics have it.
 */
export async function readSource(
  source: string,
  { root, where, folders }: { readonly root: string; readonly where: string; readonly folders: Directories },
): Promise<YoloSource> {
  const given = path.resolve(root, source);
  const found = await firstThere([given, ...otherPaths(root, source)]);
  if (found === undefined) {
    throw new ExpectationError(
      where,
      'a folder of images or a list of files',
      `"${given}" (ENOENT)`,
      RELATIVE,
    );
  }
  if (found.isFolder) {
    const files = await listTree(found.path, where, RELATIVE);
    const names = files.filter(isImageName);
    if (names.length === 0)
      throw new ExpectationError(where, 'a folder with images', `none in "${found.path}"`);
    const images = names.map((name) => ({
      file: path.join(found.path, name),
      where,
      isThere: true,
      remedy: '',
    }));
    return { folder: found.path, files, images };
  }
  const lines = (await readText(found.path, where, RELATIVE)).split(/\r\n|\n|\r/);
  const images: YoloImage[] = [];
  for (const [index, line] of lines.entries()) {
    const text = line.trim();
    if (text === '') continue;
    const places = [path.dirname(found.path), root];
    const image = await listedImage(text, places, folders);
    images.push({ ...image, where: `${found.path}: line ${index + 1}` });
  }
  if (images.length === 0)
    throw new ExpectationError(where, 'a list of images', `an empty one, ${found.path}`);
  return { folder: undefined, files: [], images };
}

/** What a source that is not there may mean: with `/` for `\`, without `../`, without the dataset's own folder. */
function otherPaths(root: string, source: string): string[] {
  const slashed = source.replaceAll('\\', '/').trim();
  const own = `${path.basename(root)}/`;
  return [
    slashed,
    slashed.replace(/^\.\.\//, ''),
    slashed.startsWith(own) ? slashed.slice(own.length) : slashed,
  ].map((each) => path.resolve(root, each));
}

async function firstThere(paths: readonly string[]) {
  for (const each of new Set(paths)) {
    const found = await stat(each).catch(() => undefined);
    if (found !== undefined) return { path: each, isFolder: found.isDirectory() };
  }
  return undefined;
}

async function listedImage(
  line: string,
  places: readonly string[],
  folders: Directories,
): Promise<Omit<YoloImage, 'where'>> {
  const isThere = async (file: string) => (await folders.names(path.dirname(file))).has(path.basename(file));
  const slashed = line.replaceAll('\\', '/');
  for (const text of new Set([line, slashed])) {
    for (const place of places) {
      const file = path.resolve(place, text);
      if (await isThere(file)) return { file, isThere: true, remedy: '' };
    }
  }
  let remedy = 'Paths of a list are relative to its folder.';
  // CVAT and others write a first folder that is not part of the dataset.
  for (let rest = slashed; rest.includes('/'); ) {
    rest = rest.slice(rest.indexOf('/') + 1);
    if (await isThere(path.resolve(places[0]!, rest))) {
      remedy = `Did you mean "${rest}"? ${remedy}`;
      break;
    }
  }
  return { file: path.resolve(places[0]!, line), isThere: false, remedy };
}
