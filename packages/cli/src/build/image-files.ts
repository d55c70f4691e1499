import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError, expectThat } from '@tandem-det/core';
import { type Category, type DetectionDataset, decodeImage, imageFileSize } from '@tandem-det/data';

const ENDINGS = ['.avif', '.gif', '.jpeg', '.jpg', '.png', '.tif', '.tiff', '.webp'];

export interface ImageFilesOptions {
  /** Files, and folders whose image files (not those of folders in them) are taken in the order of names. */
  readonly paths: readonly string[];
  readonly classes: readonly Category[];
  /** Leave out files that cannot be read, or throw at the first. */
  readonly onBadImage: 'error' | 'skip';
  readonly report: (line: string) => void;
}

/** Image files as a dataset without annotations; ids count from 1. */
export async function imageFiles(options: ImageFilesOptions): Promise<DetectionDataset> {
  const { classes, onBadImage, report } = options;
  const files = (await Promise.all(options.paths.map(filesAt))).flat();
  expectThat(
    files.length > 0,
    `detect: ${options.paths.join(', ')}`,
    'at least one image file',
    'none',
    `Files in a folder are taken that end in ${ENDINGS.join(' ')}.`,
  );
  const images: DetectionDataset['images'][number][] = [];
  for (const [index, file] of files.entries()) {
    try {
      const { upright } = await imageFileSize(file);
      const load = () => decodeImage(file, 'upright');
      images.push({ id: index + 1, fileName: file, ...upright, objects: [], load });
    } catch (error) {
      if (onBadImage === 'error' || !(error instanceof ExpectationError)) throw error;
      report(`left out: ${error.message}`);
    }
  }
  expectThat(images.length > 0, 'detect', 'an image that can be read', `none of ${files.length}`);
  return { name: 'images', classes, images };
}

async function filesAt(place: string): Promise<string[]> {
  const found = await stat(place).catch((error: NodeJS.ErrnoException) => {
    throw new ExpectationError(`detect: ${place}`, 'a file or a folder', error.code ?? String(error));
  });
  if (!found.isDirectory()) return [place];
  const names = await readdir(place);
  return names
    .filter((name) => ENDINGS.includes(path.extname(name).toLowerCase()))
    .sort()
    .map((name) => path.join(place, name));
}
