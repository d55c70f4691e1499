import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { plainName } from './file-kinds.ts';
import { type ImageFolder, imageFolder } from './image-folder.ts';

/** The files at the places of these names and at the top of a folder; folders inside of those are not searched. */
export async function readImageFolder(folder: string, names: readonly string[]): Promise<ImageFolder> {
  const places = new Set(['.', ...names.map((name) => path.posix.dirname(plainName(name)))]);
  const files: string[] = [];
  for (const place of places) {
    const entries = await readdir(path.join(folder, place), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isDirectory()) files.push(place === '.' ? entry.name : `${place}/${entry.name}`);
    }
  }
  return imageFolder(files.toSorted());
}
