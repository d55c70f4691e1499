import { stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, ExpectationError, expected, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import { classRemedy, classTable } from '../class-table.ts';
import type { Category, DetectionDataset, ObjectRecord } from '../dataset.ts';
import { imageFileOptions } from '../files/image-file-options.ts';
import { type AnnotatedImage, imageRecords } from '../files/image-records.ts';
import { listFolder } from '../files/list-folder.ts';
import { readText } from '../files/read-text.ts';
import { isImageName } from '../images/folder.ts';
import { parseVoc, type VocFile, type VocObject } from './parse.ts';
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

/**
 * A dataset in Pascal VOC format. The image of an annotation is the file that its <filename> says, or else
 * one of the annotation's own name. Throws an ExpectationError that names file and field for anything wrong.
 *
 * Difference from the devkit: a detection on a difficult object is forgiven by how much of the detection
 * lies inside it, as COCO does with crowds, not by IoU.
 */
export async function readVoc(options: ReadVocOptions): Promise<DetectionDataset> {
  const read = readOptions('readVoc', readVocOptions, options);
  const { annotations, images, imageSet, corners } = read;
  const { name = imageSet ? path.basename(imageSet, '.txt') : path.basename(annotations) } = read;
  const imageNames = await listFolder(images, 'readVoc: images', 'Check the folder of images.');
  const present = new Set(imageNames);
  const byStem = new Map(imageNames.filter(isImageName).map((each) => [path.parse(each).name, each]));

  const files: { file: string; stem: string; content: VocFile }[] = [];
  for (const stem of await stemsOf(read)) {
    const file = path.join(annotations, `${stem}.xml`);
    const text = await readText(file, imageSet ?? file, 'Check the folder of annotations.');
    files.push({ file, stem, content: parseVoc(file, text, corners) });
  }
  const classes = classTable(
    `${annotations}: classes`,
    read.classes ?? namesIn(files.map(({ content }) => content)),
  );
  let id = 0;
  const annotated = await Promise.all(
    files.map(async ({ file, stem, content }, index): Promise<AnnotatedImage> => {
      const { fileName: said, width, height } = content;
      const objects = content.objects.flatMap((object) => {
        id += 1;
        return toRecord(object, classes, read, id);
      });
      const there = said !== undefined && (present.has(said) || (await isFile(path.join(images, said))));
      return {
        id: index + 1,
        fileName: there ? said : (byStem.get(stem) ?? said ?? `${stem}.jpg`),
        folder: images,
        sizeField: `${file}: size`,
        fileField: `${file}: filename`,
        width,
        height,
        objects,
      };
    }),
  );
  const dataset = { name, classes, images: await imageRecords(annotations, annotated, read) };
  const { otherClasses, difficult, imagesWithoutObjects } = read;
  const deciding = { classes: read.classes, otherClasses, difficult, corners, imagesWithoutObjects };
  return describe(dataset, 'readVoc', deciding);
}

function toRecord(
  { name, box, difficult, field }: VocObject,
  classes: readonly Category[],
  { otherClasses, difficult: policy }: Read,
  id: number,
): ObjectRecord[] {
  const classIndex = classes.findIndex((each) => each.name === name);
  if (classIndex < 0 && otherClasses === 'error') {
    refuseXml(field, 'a class that is asked for', `"${name}"`, classRemedy(name, classes));
  }
  if (classIndex < 0 || (difficult && policy === 'drop')) return [];
  const area = (box[2] - box[0]) * (box[3] - box[1]);
  return [{ id, box, classIndex, area, crowd: difficult && policy === 'ignore' }];
}

function namesIn(files: readonly VocFile[]): string[] {
  return [...new Set(files.flatMap(({ objects }) => objects.map(({ name }) => name)))].toSorted();
}

/** Names of annotation files without their ending; a list's lines may go on after the name ("000012 -1"). */
async function stemsOf({ annotations, imageSet }: Read): Promise<string[]> {
  if (imageSet !== undefined) {
    const text = await readText(imageSet, 'readVoc: imageSet', 'Check the path of the list.');
    const stems = text.split('\n').flatMap((line) => line.trim().split(/\s+/)[0] || []);
    if (stems.length === 0) throw new ExpectationError(imageSet, 'a name on each line', 'an empty list');
    return stems;
  }
  const names = await listFolder(annotations, 'readVoc: annotations', 'Check the folder of annotations.');
  const stems = names.filter((each) => each.endsWith('.xml')).map((each) => each.slice(0, -4));
  if (stems.length === 0) throw new ExpectationError(annotations, 'a folder with XML files', 'none');
  return stems;
}

async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
