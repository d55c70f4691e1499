import path from 'node:path';
import { expectThat } from '@tandem-det/base';
import type { DetectionDataset } from '../dataset.ts';
import { type AnnotatedImage, type ImageFileOptions, imageRecords } from '../files/image-records.ts';
import { readText } from '../files/read-text.ts';
import { type ClassSelection, selectClasses } from './classes.ts';
import { type CocoImage, parseCoco } from './parse.ts';

export interface ReadCocoOptions extends ImageFileOptions {
  /** Path of an instances file. */
  readonly annotations: string;
  /** Folder that `file_name` is relative to. */
  readonly images: string;
  /** Only these classes, in this order; all of the file, by category id, without it. */
  readonly classes?: readonly string[];
  readonly name?: string;
}

/**
 * A dataset in COCO instances format. Throws an ExpectationError that names file and field for anything
 * that is wrong in the annotations, a class name that the file does not have, a missing image file, or
 * when no image remains. Boxes that reach over the edge stay as annotated: evaluation needs them so.
 */
export async function readCoco(options: ReadCocoOptions): Promise<DetectionDataset> {
  const { annotations, images } = options;
  for (const [key, value] of Object.entries({ annotations, images })) {
    expectThat(typeof value === 'string', `readCoco: ${key}`, 'a path', JSON.stringify(value) ?? 'nothing');
  }
  const { name = path.basename(annotations, '.json') } = options;
  const text = await readText(annotations, 'readCoco: annotations', 'Check the path of the annotations.');
  const file = parseCoco(annotations, text);
  const selection = selectClasses(annotations, file.categories, options.classes);
  const annotated = file.images.map((image) => annotatedImage(image, selection, annotations, images));
  return { name, classes: selection.classes, images: await imageRecords(annotations, annotated, options) };
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
