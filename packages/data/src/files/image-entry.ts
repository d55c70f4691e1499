import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import type { ImageEntry, RgbImage } from '../dataset.ts';
import { decodeImage, imageFileSize, type Orientation } from '../images/decode.ts';
import type { Size } from '../images/resize.ts';

/** How much of the image files is checked before a dataset is used; each includes the ones before it. */
export type ImageCheck = 'exists' | 'size' | 'decode';

/** The entries whose files fail the check, with what is wrong with each. */
export async function badImages<E extends ImageEntry>(
  entries: readonly E[],
  check: ImageCheck,
): Promise<Map<E, ExpectationError>> {
  const bad = await missingFiles(entries);
  if (check === 'exists') return bad;
  const rest = entries.filter((entry) => !bad.has(entry));
  const inspect = check === 'size' ? agreedOrientation : loadEntry;
  const atOnce = 16;
  for (let start = 0; start < rest.length; start += atOnce) {
    const group = rest.slice(start, start + atOnce);
    const results = await Promise.allSettled(group.map((entry) => inspect(entry)));
    results.forEach((result, index) => {
      if (result.status === 'fulfilled') return;
      if (!(result.reason instanceof ExpectationError)) throw result.reason;
      bad.set(group[index]!, result.reason);
    });
  }
  return bad;
}

/** Decodes the file of an entry; its size must be the annotated one. */
export async function loadEntry(entry: ImageEntry): Promise<RgbImage> {
  const file = path.join(entry.folder, entry.fileName);
  const upright = await decodeImage(file);
  if (isSizeOf(entry, upright)) return upright;
  return decodeImage(file, await agreedOrientation(entry));
}

/** Upright as the camera held it if that has the annotated size, else as stored; an error if neither has. */
async function agreedOrientation(entry: ImageEntry): Promise<Orientation> {
  const { upright, stored } = await imageFileSize(path.join(entry.folder, entry.fileName));
  if (isSizeOf(entry, upright)) return 'upright';
  if (isSizeOf(entry, stored)) return 'stored';
  throw new ExpectationError(
    entry.sizeField,
    `the size of the file ${entry.fileName}, ${upright.width}×${upright.height}`,
    `width ${entry.width}, height ${entry.height}`,
    'The boxes may have been drawn on a resized copy; correct the annotations or the file.',
  );
}

function isSizeOf({ width, height }: ImageEntry, size: Size): boolean {
  return size.width === width && size.height === height;
}

async function missingFiles<E extends ImageEntry>(entries: readonly E[]): Promise<Map<E, ExpectationError>> {
  const present = new Set<string>();
  const pathOf = ({ folder, fileName }: ImageEntry) => path.join(folder, fileName);
  for (const each of new Set(entries.map((entry) => path.dirname(pathOf(entry))))) {
    const names = await readdir(each).catch(() => []);
    for (const name of names) present.add(path.join(each, name));
  }
  const missing = entries.filter((entry) => !present.has(pathOf(entry)));
  const others = missing.length > 1 ? ` (${missing.length} of ${entries.length} are missing)` : '';
  return new Map(
    missing.map((entry) => [
      entry,
      new ExpectationError(
        entry.fileField,
        `a file in ${entry.folder}`,
        `"${entry.fileName}", which is not there${others}`,
        'Check the folder of images.',
      ),
    ]),
  );
}
