import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import type { ImageEntry, RgbImage } from '../dataset.ts';
import { decodeImage, imageFileSize } from '../images/decode.ts';
import type { Orientation } from '../images/decoded-image.ts';
import type { Size } from '../images/size.ts';
import { type ImageFolder, nearFileRemedy } from './image-folder.ts';

/** How much of the image files is checked before a dataset is used; each includes the ones before it. */
export type ImageCheck = 'exists' | 'size' | 'decode';

/** What a check of image files found. */
export interface CheckedImages<E> {
  /** Entries whose file is not there, and those whose file fails the check otherwise, with what is wrong. */
  readonly missing: ReadonlyMap<E, ExpectationError>;
  readonly bad: ReadonlyMap<E, ExpectationError>;
  /** Entries whose file a camera has turned, where the annotated size does not tell which way up was annotated. */
  readonly unsure: readonly E[];
}

/** Checks the files of entries. `folder` is what is known of the folder of images; without it all are there. */
export async function checkImages<E extends ImageEntry>(
  entries: readonly E[],
  check: ImageCheck,
  folder?: ImageFolder,
): Promise<CheckedImages<E>> {
  const missing = folder === undefined ? new Map<E, ExpectationError>() : missingFiles(entries, folder);
  const bad = new Map<E, ExpectationError>();
  const unsure: E[] = [];
  if (check === 'exists') return { missing, bad, unsure };
  const rest = entries.filter((entry) => !missing.has(entry));
  const inspect = async (entry: E) => {
    const { isUnsure } = await agreedOrientation(entry);
    if (check === 'decode') await loadEntry(entry);
    return isUnsure;
  };
  const atOnce = 16;
  for (let start = 0; start < rest.length; start += atOnce) {
    const group = rest.slice(start, start + atOnce);
    const results = await Promise.allSettled(group.map((entry) => inspect(entry)));
    results.forEach((result, index) => {
      if (result.status === 'fulfilled') {
        if (result.value) unsure.push(group[index]!);
        return;
      }
      if (!(result.reason instanceof ExpectationError)) throw result.reason;
      bad.set(group[index]!, result.reason);
    });
  }
  return { missing, bad, unsure };
}

/** Decodes the file of an entry; its size must be the annotated one. */
export async function loadEntry(entry: ImageEntry): Promise<RgbImage> {
  const file = path.join(entry.folder, entry.fileName);
  const upright = await decodeImage(file, 'upright', entry.colorProfile);
  if (isSizeOf(entry, upright)) return upright;
  return decodeImage(file, (await agreedOrientation(entry)).orientation, entry.colorProfile);
}

/** Upright as the camera held it if that has the annotated size, else as stored; an error if neither has. */
async function agreedOrientation(
  entry: ImageEntry,
): Promise<{ readonly orientation: Orientation; readonly isUnsure: boolean }> {
  const { upright, stored, isTurned } = await imageFileSize(path.join(entry.folder, entry.fileName));
  if (isSizeOf(entry, upright)) {
    return { orientation: 'upright', isUnsure: isTurned && isSizeOf(entry, stored) };
  }
  if (isSizeOf(entry, stored)) return { orientation: 'stored', isUnsure: false };
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

function missingFiles<E extends ImageEntry>(
  entries: readonly E[],
  folder: ImageFolder,
): Map<E, ExpectationError> {
  const missing = entries.filter(({ fileName }) => !folder.has(fileName));
  const others = missing.length > 1 ? ` (${missing.length} of ${entries.length} are missing)` : '';
  return new Map(
    missing.map((entry) => [
      entry,
      new ExpectationError(
        entry.fileField,
        `a file in ${entry.folder}`,
        `"${entry.fileName}", which is not there${others}`,
        `${nearFileRemedy(folder, entry.fileName)}Check the folder of images.`,
      ),
    ]),
  );
}
