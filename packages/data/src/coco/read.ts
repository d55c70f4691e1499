import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ExpectationError } from '@tandem-det/core';
import type { DetectionDataset, ImageRecord } from '../dataset.ts';
import type { OnBadImage } from '../host-batch.ts';
import { type ClassSelection, selectClasses } from './classes.ts';
import { badImages, type ImageCheck, loadChecked } from './images.ts';
import { type CocoImage, parseCoco } from './parse.ts';

export interface ReadCocoOptions {
  /** Path of an instances file. */
  readonly annotations: string;
  /** Folder that `file_name` is relative to. */
  readonly images: string;
  /** Only these classes, in this order; all of the file, by category id, without it. */
  readonly classes?: readonly string[];
  readonly name?: string;
  /**
   * What is checked before anything else happens: that the files exist; that the sizes in their headers
   * agree with the annotations too; that all of them decode too. Whatever is not checked here is when loaded.
   */
  readonly check?: ImageCheck;
  /** What to do with an image that fails the check. */
  readonly onBadImage?: OnBadImage;
  readonly imagesWithoutObjects?: 'keep' | 'drop';
  /** Receives one line per image left out. */
  readonly report?: (line: string) => void;
}

/**
 * A dataset in COCO instances format. Throws an ExpectationError that names file and field for anything
 * that is wrong in the annotations, a class name that the file does not have, a missing image file, or
 * when no image remains. Boxes that reach over the edge stay as annotated: evaluation needs them so.
 */
export async function readCoco(options: ReadCocoOptions): Promise<DetectionDataset> {
  const { annotations, images, check = 'exists', onBadImage = 'error' } = options;
  const { name = path.basename(annotations, '.json'), imagesWithoutObjects = 'keep' } = options;
  const { report = console.warn } = options;
  const file = parseCoco(annotations, await readText(annotations));
  const selection = selectClasses(annotations, file.categories, options.classes);

  const bad = await badImages({ annotations, folder: images, images: file.images, check });
  if (onBadImage === 'error') for (const error of bad.values()) throw error;
  for (const error of bad.values()) report(`image left out: ${error.message}`);

  const records = file.images
    .filter((image) => !bad.has(image))
    .map((image) => toRecord(image, selection, annotations, images))
    .filter((record) => imagesWithoutObjects === 'keep' || record.objects.length > 0);
  if (records.length === 0) {
    throw new ExpectationError(
      annotations,
      'at least one image to remain',
      `0 of ${file.images.length}`,
      `${bad.size} could not be read, the others have no objects of the classes asked for.`,
    );
  }
  return { name, classes: selection.classes, images: records };
}

function toRecord(
  image: CocoImage,
  { indexOf }: ClassSelection,
  annotations: string,
  folder: string,
): ImageRecord {
  const { id, fileName, width, height } = image;
  const objects = image.objects.flatMap(({ categoryId, ...object }) => {
    const classIndex = indexOf.get(categoryId);
    return classIndex === undefined ? [] : [{ ...object, classIndex }];
  });
  return { id, fileName, width, height, objects, load: () => loadChecked(annotations, folder, image) };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ExpectationError(
      'readCoco: annotations',
      'a file that can be read',
      `"${file}" (${code})`,
      'Check the path of the annotations.',
    );
  }
}
