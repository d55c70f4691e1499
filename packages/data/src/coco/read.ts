import path from 'node:path';
import { describe, ExpectationError, expected, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import type { DetectionDataset } from '../dataset.ts';
import { createFaults } from '../files/faults.ts';
import type { ImageFolder } from '../files/image-folder.ts';
import { type AnnotatedImage, imageRecords } from '../files/image-records.ts';
import { BadImage, readFiles } from '../files/read-files.ts';
import { readImageFolder } from '../files/read-image-folder.ts';
import { readText } from '../files/read-text.ts';
import { imageFileOptions } from '../image-file-options.ts';
import { imageFileSize } from '../images/decode.ts';
import type { Size } from '../images/size.ts';
import { accountOfCocoFiles } from './account.ts';
import { type ClassSelection, selectClasses } from './classes.ts';
import { type CocoHead, type CocoImage, type CocoObject, parseCoco, parseCocoObjects } from './parse.ts';

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
 * that is wrong in the annotations, all of it at once, unless `badObjects` says to leave it out; a class name that the
 * file does not have; a missing image file; or when no image remains. Boxes that reach over the edge stay as annotated:
 * evaluation needs them so. Sizes that are missing or 0 × 0 are read from the images. A category without objects that
 * all others have as `supercategory` is Roboflow's name of the project and no class.
 *
 * What became of every file and entry is in the dataset's `account`.
 */
export async function readCoco(given: ReadCocoOptions): Promise<DetectionDataset> {
  const options = readOptions('readCoco', readCocoOptions, given);
  const { annotations, images, badObjects, onBadImage, report } = options;
  const { name = path.basename(annotations, '.json') } = options;
  const text = await readText(annotations, 'readCoco: annotations', 'Check the path of the annotations.');
  const faults = createFaults();
  const head = parseCoco(annotations, text, faults);
  const selection = selectClasses(annotations, head.categories, options.classes);
  const folder = await readImageFolder(
    images,
    head.images.map(({ fileName }) => fileName),
  );
  const found = head.images.map((image) => ({
    ...image,
    fileName: folder.find(image.fileName) ?? image.fileName,
  }));
  const sizes = new Map(found.flatMap(({ id, size }) => (size === undefined ? [] : [[id, size]])));
  const sizeless = found.filter(({ size }) => size === undefined);
  const read = await readFiles(sizeless, (image) => sizeFromFile(image, { annotations, images, folder }), {
    faults,
    onBadImage,
    report,
  });
  for (const [index, size] of read.entries()) if (size !== undefined) sizes.set(sizeless[index]!.id, size);
  const unsized = found.filter(({ id }) => !sizes.has(id));
  const known: CocoHead = {
    ...head,
    refused: new Map([...head.refused, ...unsized.map(({ id, fileName }) => [id, fileName] as const)]),
  };
  const { objects, bad, ofRefused } = parseCocoObjects(known, sizes, faults);
  faults.settle(badObjects, report);
  let [unused, ofOthers] = [ofRefused, 0];
  const annotated = found.flatMap((image): AnnotatedImage[] => {
    const size = sizes.get(image.id);
    if (size === undefined) return [];
    const own = objects.get(image.id) ?? [];
    const selected = selectedObjects(own, selection);
    ofOthers += own.length - selected.length;
    return [annotatedImage(image, size, selected, annotations, images)];
  });
  unused += ofOthers;
  const records = await imageRecords(annotations, annotated, options, { folder, before: known.refused.size });
  const labelled = records.records.filter((image) => image.objects.length > 0).length;
  const dataset = {
    name,
    classes: selection.classes,
    images: records.records,
    account: {
      labelled,
      empty: records.records.length - labelled,
      unlabelled: [],
      labelsWithoutImage: [],
      dropped: records.dropped,
      ...accountOfCocoFiles({ annotations, images, folder, found, head: known, read: records }),
      entries: head.annotations.length,
      unused: unused + records.unused,
      badObjects: bad,
      faults: faults.groups(),
      remarks: [...rootRemark(selection), ...records.remarks],
    },
  };
  const { classes, imagesWithoutObjects } = options;
  return describe(dataset, 'readCoco', { classes, imagesWithoutObjects });
}

async function sizeFromFile(
  { index, fileName }: CocoImage,
  { annotations, images, folder }: { annotations: string; images: string; folder: ImageFolder },
): Promise<Size> {
  if (!folder.has(fileName)) {
    throw new ExpectationError(
      `${annotations}: images[${index}].width`,
      'a size, or an image to read it from',
      `neither: "${fileName}" is not there`,
    );
  }
  return imageFileSize(path.join(images, fileName)).then(
    ({ upright }) => upright,
    (error: unknown) => {
      throw error instanceof ExpectationError ? new BadImage(error) : error;
    },
  );
}

function selectedObjects(objects: readonly CocoObject[], { indexOf }: ClassSelection) {
  return objects.flatMap(({ categoryId, ...object }) => {
    const classIndex = indexOf.get(categoryId);
    return classIndex === undefined ? [] : [{ ...object, classIndex }];
  });
}

function annotatedImage(
  { index, id, fileName }: CocoImage,
  size: Size,
  objects: AnnotatedImage['objects'],
  annotations: string,
  folder: string,
): AnnotatedImage {
  return {
    id,
    fileName,
    ...size,
    folder,
    sizeField: `${annotations}: images[${index}]`,
    fileField: `${annotations}: images[${index}].file_name`,
    objects,
  };
}

function rootRemark({ root }: ClassSelection) {
  if (root === undefined) return [];
  return [
    {
      severity: 'note' as const,
      message:
        '1 category left out that is no class: it has no objects, and all others have it as supercategory',
      names: [`${root.id} ${root.name}`],
      remedy: 'Roboflow writes the name of the project so; name it among the classes if it is one.',
    },
  ];
}
