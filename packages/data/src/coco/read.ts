import path from 'node:path';
import { describe, expected, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import type { DetectionDataset } from '../dataset.ts';
import { imageFileOptions } from '../files/image-file-options.ts';
import { type AnnotatedImage, imageRecords } from '../files/image-records.ts';
import { readText } from '../files/read-text.ts';
import { type ClassSelection, selectClasses } from './classes.ts';
import { type CocoImage, parseCoco } from './parse.ts';

/** The options of `readCoco`, their defaults and their checks. */
export const readCocoOptions = z.strictObject({
  /** Path of an instances file. */
  annotations: z.string(expected('a path')),
  /** Folder that `file_name` is relative to. */
  images: z.string(expected('a path')),
  /** Only these classes, in this order; all of the file, by category id, without it. */
  classes: z.array(z.string()).readonly().optional(),
  /** What the dataset is called; as the file of annotations where absent. */
  name: z.string().optional(),
  ...imageFileOptions,
});

export type ReadCocoOptions = z.input<typeof readCocoOptions>;

/**
 * A dataset in COCO instances format. Throws an ExpectationError that names file and field for anything
 * that is wrong in the annotations, a class name that the file does not have, a missing image file, or
 * when no image remains. Boxes that reach over the edge stay as annotated: evaluation needs them so.
 */
export async function readCoco(options: ReadCocoOptions): Promise<DetectionDataset> {
  const read = readOptions('readCoco', readCocoOptions, options);
  const { annotations, images, classes, imagesWithoutObjects } = read;
  const { name = path.basename(annotations, '.json') } = read;
  const text = await readText(annotations, 'readCoco: annotations', 'Check the path of the annotations.');
  const file = parseCoco(annotations, text);
  const selection = selectClasses(annotations, file.categories, classes);
  const annotated = file.images.map((image) => annotatedImage(image, selection, annotations, images));
  const records = await imageRecords(annotations, annotated, read);
  const dataset = { name, classes: selection.classes, images: records };
  return describe(dataset, 'readCoco', { classes, imagesWithoutObjects });
}

function annotatedImage(
  { index, objects, ...image }: CocoImage,
  { indexOf }: ClassSelection,
  annotations: string,
  folder: string,
): AnnotatedImage {
  return {
    ...image,
    folder,
    sizeField: `${annotations}: images[${index}]`,
    fileField: `${annotations}: images[${index}].file_name`,
    objects: objects.flatMap(({ categoryId, ...object }) => {
      const classIndex = indexOf.get(categoryId);
      return classIndex === undefined ? [] : [{ ...object, classIndex }];
    }),
  };
}
