import { stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, ExpectationError, expected, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import type { DetectionDataset, ImageRecord } from './dataset.ts';
import { IMAGE_ENDINGS, isImageName } from './files/file-kinds.ts';
import { listTree } from './files/list-tree.ts';
import { imageFileOptions } from './image-file-options.ts';
import { decodeImage, imageFileSize } from './images/decode.ts';

/** The options of `readImages`, their defaults and their checks. */
export const readImagesOptions = z.strictObject({
  /** Files, and folders of files. */
  paths: z.array(z.string(expected('a path')), expected('a list of paths')).readonly(),
  onBadImage: imageFileOptions.onBadImage,
  report: imageFileOptions.report,
  /** What is done with a colour profile in a file. */
  colorProfile: z.enum(['ignore', 'apply']).default('ignore'),
});

export type ReadImagesOptions = z.input<typeof readImagesOptions>;

/**
 * Image files, and all images in folders and those inside of them, as a dataset without objects, to detect on. Files
 * come in the order given, those of a folder by name; ids count from 1. Throws for a path that is not there, a
 * folder without images, and, unless `onBadImage` is 'skip', a file that is no image. The account names the files that
 * were left out, and those of folders that are no images.
 */
export async function readImages(options: ReadImagesOptions): Promise<DetectionDataset> {
  const { paths, onBadImage, report, colorProfile } = readOptions('readImages', readImagesOptions, options);
  const found = await Promise.all(paths.map(filesOf));
  // A file may be given by itself and with its folder.
  const files = [
    ...new Map(found.flatMap((each) => each.images).map((file) => [path.resolve(file), file])).values(),
  ];
  const images: ImageRecord[] = [];
  const leftOut: string[] = [];
  for (const file of files) {
    try {
      const { upright } = await imageFileSize(file);
      const load = () => decodeImage(file, 'upright', colorProfile);
      images.push({ id: images.length + 1, fileName: file, ...upright, objects: [], load });
    } catch (error) {
      if (onBadImage === 'error' || !(error instanceof ExpectationError)) throw error;
      report(`image left out: ${error.message}`);
      leftOut.push(file);
    }
  }
  if (images.length === 0) {
    throw new ExpectationError(
      'readImages: paths',
      'at least one readable image',
      `0 of ${files.length} files`,
    );
  }
  const dataset = {
    name: 'images',
    classes: [],
    images,
    account: {
      labelled: 0,
      empty: 0,
      unlabelled: [],
      unlisted: [],
      labelsWithoutImage: [],
      leftOut,
      dropped: 0,
      passedOver: found.flatMap(({ passedOver }) => passedOver),
      entries: 0,
      unused: 0,
      badObjects: 0,
      faults: [],
      remarks: [],
    },
  };
  return describe(dataset, 'readImages');
}

async function filesOf(given: string): Promise<{ images: string[]; passedOver: string[] }> {
  const found = await stat(given).catch((error: NodeJS.ErrnoException) => {
    throw new ExpectationError('readImages: paths', 'a file or folder', `"${given}" (${error.code})`);
  });
  if (!found.isDirectory()) return { images: [given], passedOver: [] };
  const names = await listTree(given, 'readImages: paths', 'Check its permissions.');
  const [images, passedOver] = [true, false].map((isImage) =>
    names.filter((name) => isImageName(name) === isImage).map((name) => path.join(given, name)),
  ) as [string[], string[]];
  if (images.length === 0) {
    throw new ExpectationError(
      'readImages: paths',
      `a folder with images (${IMAGE_ENDINGS.join(', ')})`,
      `"${given}", which has none`,
      passedOver.length === 0 ? '' : `It has ${passedOver.length} other files, such as ${passedOver[0]}.`,
    );
  }
  return { images, passedOver };
}
