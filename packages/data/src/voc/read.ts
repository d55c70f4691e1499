import path from 'node:path';
import { describe, ExpectationError, expected, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import { classRemedy, classTable } from '../class-table.ts';
import type { Category, DetectionDataset, ObjectRecord } from '../dataset.ts';
import { createFaults } from '../files/faults.ts';
import { type ImageFolder, imageFolder } from '../files/image-folder.ts';
import { type AnnotatedImage, imageRecords } from '../files/image-records.ts';
import { listTree } from '../files/list-tree.ts';
import { BadImage, readFiles } from '../files/read-files.ts';
import { readText } from '../files/read-text.ts';
import { imageFileOptions } from '../image-file-options.ts';
import { imageFileSize } from '../images/decode.ts';
import type { Size } from '../images/size.ts';
import { accountOfVocFiles } from './account.ts';
import { withoutStolenImages } from './claims.ts';
import { declaredEncoding } from './encoding.ts';
import { annotationFiles, type VocSource } from './files.ts';
import { type ImageMatch, matchImage } from './match-image.ts';
import { parseVoc, parseVocObject, type VocCorners, type VocObject } from './parse.ts';
import { vocRemarks } from './remarks.ts';
import { refuseXml } from './xml.ts';

/** The options of `readVoc`, their defaults and their checks. */
export const readVocOptions = z.strictObject({
  /** Folder of the XML files, one an image. */
  annotations: z.string(expected('a path')),
  /** Folder of the images. */
  images: z.string(expected('a path')),
  /** A list of names, one a line as in `ImageSets/Main/train.txt`; all XML files of the folder without it. */
  imageSet: z.string(expected('a path')).optional(),
  /** In this order; without it, the names found, sorted. */
  classes: z.array(z.string()).readonly().optional(),
  /** Objects of a class that `classes` does not have: an error with the near name, or left out. */
  otherClasses: z.enum(['error', 'drop']).default('error'),
  /** Objects flagged as difficult: neither target nor mistake (as crowds), as any other, or left out. */
  difficult: z.enum(['ignore', 'keep', 'drop']).default('ignore'),
  /**
   * How corners are counted. The devkit's `pixels` count from 1 and the last one is inside: xmin = 1, xmax = W
   * is the whole width. Most later tools write `edges` from 0: xmin = 0, xmax = W.
   */
  corners: z.enum(['pixels', 'edges']).default('pixels'),
  /** What the dataset is called; as the list or the folder of annotations where absent. */
  name: z.string().optional(),
  ...imageFileOptions,
});

export type ReadVocOptions = z.input<typeof readVocOptions>;
type Read = z.output<typeof readVocOptions>;

/** A file with the image that it is of, its objects, and what is wrong with the others. */
interface ReadFile {
  readonly source: VocSource;
  readonly match: ImageMatch;
  readonly size: Size;
  readonly objects: readonly VocObject[];
  readonly errors: readonly ExpectationError[];
}

/**
 * A dataset in Pascal VOC format. The image of an annotation is the one of its own name, unless what its <filename>,
 * <path> and <size> say outweighs that (`matchImage`); both folders are searched with those inside of them. A size
 * that is missing or 0 × 0 is read from the image.
 *
 * Throws an ExpectationError that names file and field for anything wrong, all of it at once, unless `badObjects` says
 * to leave it out. What became of every file is in the dataset's `account`.
 *
 * Difference from the devkit: a detection on a difficult object is forgiven by how much of the detection
 * lies inside it, as COCO does with crowds, not by IoU.
 */
export async function readVoc(given: ReadVocOptions): Promise<DetectionDataset> {
  const options = readOptions('readVoc', readVocOptions, given);
  const { annotations, images, imageSet, corners, badObjects, onBadImage, report } = options;
  const { name = imageSet ? path.basename(imageSet, '.txt') : path.basename(annotations) } = options;
  const faults = createFaults();
  const folder = imageFolder(await listTree(images, 'readVoc: images', 'Check the folder of images.'));
  const found = await annotationFiles(options, faults);
  const results = await readFiles(found.sources, (source) => readOne(source, { images, folder, corners }), {
    faults,
    onBadImage,
    report,
  });
  const files = withoutStolenImages(
    results.filter((each) => each !== undefined),
    faults,
  );
  for (const { errors } of files) for (const error of errors) faults.add(error);
  let badObjectCount = files.reduce((sum, { errors }) => sum + errors.length, 0);
  const classes = vocClasses(
    annotations,
    options.classes ?? namesIn(files.map(({ objects }) => objects)),
    () => faults.settle(badObjects, report),
  );
  let [id, unused] = [0, 0];
  const annotated = files.map(({ source, match, size, objects }): AnnotatedImage => {
    const records = objects.flatMap((object) => {
      id += 1;
      const result = faults.attempt(() => toRecord(object, classes, options, id));
      if (result === undefined) badObjectCount += 1;
      else if (result === 'unused') unused += 1;
      return result === undefined || result === 'unused' ? [] : [result];
    });
    return {
      id: source.index + 1,
      fileName: match.image,
      folder: images,
      sizeField: `${source.file}: size`,
      fileField: `${source.file}: filename`,
      ...size,
      objects: records,
    };
  });
  faults.settle(badObjects, report);
  const before = found.sources.length - files.length;
  const read = await imageRecords(annotations, annotated, options, { folder, before });
  const labelled = read.records.filter(({ objects }) => objects.length > 0).length;
  const dataset = {
    name,
    classes,
    images: read.records,
    account: {
      labelled,
      empty: read.records.length - labelled,
      unlabelled: [],
      dropped: read.dropped,
      ...accountOfVocFiles({
        annotations,
        images,
        imageSet,
        folder,
        found,
        imageOf: new Map(files.map(({ source, match }) => [source, match.image])),
        read,
      }),
      entries: files.reduce((sum, { objects, errors }) => sum + objects.length + errors.length, 0),
      unused: unused + read.unused,
      badObjects: badObjectCount,
      faults: faults.groups(),
      remarks: [...vocRemarks(files, corners), ...read.remarks],
    },
  };
  const { otherClasses, difficult, imagesWithoutObjects } = options;
  const deciding = { classes: options.classes, otherClasses, difficult, corners, imagesWithoutObjects };
  return describe(dataset, 'readVoc', deciding);
}

async function readOne(
  source: VocSource,
  { images, folder, corners }: { images: string; folder: ImageFolder; corners: VocCorners },
): Promise<ReadFile> {
  const { file, stem } = source;
  const text = await readText(file, file, 'Check the folder of annotations.', declaredEncoding);
  const content = parseVoc(file, text);
  const sizesOf = (image: string) =>
    imageFileSize(path.join(images, image)).then(
      ({ upright, stored }) => [upright, stored],
      () => [],
    );
  const match = await matchImage(`${file}: filename`, { stem, ...content }, folder, sizesOf);
  const size = content.size ?? (await sizeFromFile(match, file, images));
  const objects: VocObject[] = [];
  const errors: ExpectationError[] = [];
  for (const object of content.objects) {
    try {
      objects.push(parseVocObject(object, size, corners));
    } catch (error) {
      if (!(error instanceof ExpectationError)) throw error;
      errors.push(error);
    }
  }
  return { source, match, size, objects, errors };
}

async function sizeFromFile({ image, isThere }: ImageMatch, file: string, images: string): Promise<Size> {
  if (!isThere) refuseXml({ file, path: 'size', element: undefined }, 'a size, or an image to read it from');
  return imageFileSize(path.join(images, image)).then(
    ({ upright }) => upright,
    (error: unknown) => {
      throw error instanceof ExpectationError ? new BadImage(error) : error;
    },
  );
}

function vocClasses(annotations: string, names: readonly string[], explain: () => void): Category[] {
  if (names.length > 0) return classTable(`${annotations}: classes`, names);
  // Where no object can be read, what is wrong with them comes first.
  explain();
  throw new ExpectationError(
    `${annotations}: classes`,
    'at least one class',
    'none, for no annotation has an object',
    'Name the classes: classes: [...].',
  );
}

/** Undefined stands for nothing here: an object that is asked to be left out is `unused`. */
function toRecord(
  { name, box, difficult, field }: VocObject,
  classes: readonly Category[],
  { otherClasses, difficult: policy }: Read,
  id: number,
): ObjectRecord | 'unused' {
  const classIndex = classes.findIndex((each) => each.name === name);
  if (classIndex < 0 && otherClasses === 'error') {
    refuseXml(field, 'a class that is asked for', `"${name}"`, classRemedy(name, classes));
  }
  if (classIndex < 0 || (difficult && policy === 'drop')) return 'unused';
  const area = (box[2] - box[0]) * (box[3] - box[1]);
  return { id, box, classIndex, area, crowd: difficult && policy === 'ignore' };
}

function namesIn(files: readonly (readonly VocObject[])[]): string[] {
  return [...new Set(files.flatMap((objects) => objects.map(({ name }) => name)))].toSorted();
}
