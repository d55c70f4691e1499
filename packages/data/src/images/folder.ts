import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, ExpectationError, expected, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import type { DetectionDataset, ImageRecord } from '../dataset.ts';
import { imageFileOptions } from '../files/image-file-options.ts';
import { decodeImage, imageFileSize } from './decode.ts';

const EXTENSIONS = ['.jpg', '.jpeg', '.png', '.webp', '.gif', '.avif', '.tif', '.tiff'];

/** Whether a file of this name is taken for an image. */
export function isImageName(name: string): boolean {
  return EXTENSIONS.includes(path.extname(name).toLowerCase());
}

/** The options of `readImages`, their defaults and their checks. */
export const readImagesOptions = z.strictObject({
  /** Files, and folders of files. */
  paths: z.array(z.string(expected('a path')), expected('a list of paths')).readonly(),
  onBadImage: imageFileOptions.onBadImage,
  report: imageFileOptions.report,
});

export type ReadImagesOptions = z.input<typeof readImagesOptions>;

/**
 * Image files, and all images directly in folders, as a dataset without objects, to detect on. Files come
 * in the order given, those of a folder by name; ids count from 1. Throws for a path that is not there, a
 * folder without images, and, unless `onBadImage` is 'skip', a file that is no image.
 */
export async function readImages(options: ReadImagesOptions): Promise<DetectionDataset> {
  const { paths, onBadImage, report } = readOptions('readImages', readImagesOptions, options);
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const images: ImageRecord[] = [];
  for (const file of files) {
    try {
      const { upright } = await imageFileSize(file);
      const load = () => decodeImage(file);
      images.push({ id: images.length + 1, fileName: file, ...upright, objects: [], load });
    } catch (error) {
      if (onBadImage === 'error' || !(error instanceof ExpectationError)) throw error;
      report(`image left out: ${error.message}`);
    }
  }
  if (images.length === 0) {
    throw new ExpectationError(
      'readImages: paths',
      'at least one readable image',
      `0 of ${files.length} files`,
    );
  }
  return describe({ name: 'images', classes: [], images }, 'readImages');
}

async function filesOf(given: string): Promise<string[]> {
  const found = await stat(given).catch((error: NodeJS.ErrnoException) => {
    throw new ExpectationError('readImages: paths', 'a file or folder', `"${given}" (${error.code})`);
  });
  if (!found.isDirectory()) return [given];
  const names = (await readdir(given)).filter(isImageName);
  if (names.length === 0) {
    throw new ExpectationError(
      'readImages: paths',
      `a folder with images (${EXTENSIONS.join(', ')})`,
      `"${given}", which has none`,
      'Folders inside of it are not searched.',
    );
  }
  return names.toSorted().map((name) => path.join(given, name));
}
