import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, ExpectationError, expected, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import type { Category, DetectionDataset } from '../dataset.ts';
import { imageFileOptions } from '../files/image-file-options.ts';
import { type AnnotatedImage, imageRecords } from '../files/image-records.ts';
import { listFolder } from '../files/list-folder.ts';
import { readText } from '../files/read-text.ts';
import { imageFileSize } from '../images/decode.ts';
import { isImageName } from '../images/folder.ts';
import type { Size } from '../images/resize.ts';
import { parseYoloDataFile } from './data-file.ts';
import { parseYoloLabels } from './labels.ts';

/** The options of `readYolo`, their defaults and their checks. */
export const readYoloOptions = z.strictObject({
  /** Path of a `data.yaml`. */
  data: z.string(expected('a path')),
  /** Key in it: train, val, test. */
  split: z.string().default('train'),
  /** What the dataset is called; as the folder of `data.yaml`, with the split, where absent. */
  name: z.string().optional(),
  ...imageFileOptions,
});

export type ReadYoloOptions = z.input<typeof readYoloOptions>;

/**
 * A dataset in YOLO format: images in a folder `…/images/…`, labels in the same place under `…/labels/…`, or
 * beside the images where no folder is called images. An image without a label file has no objects; none
 * with one is an error. Sizes are read from the files, upright. Ids count from 1; class ids are the labels'
 * indices. Throws an ExpectationError that names file, line and field for anything wrong.
 */
export async function readYolo(options: ReadYoloOptions): Promise<DetectionDataset> {
  const read = readOptions('readYolo', readYoloOptions, options);
  const { data, split, onBadImage, imagesWithoutObjects, report } = read;
  const { name = `${path.basename(path.dirname(path.resolve(data)))}-${split}` } = read;
  const text = await readText(data, 'readYolo: data', 'Check the path of data.yaml.');
  const { classes, sources } = parseYoloDataFile(data, text, split);
  const files = (await Promise.all(sources.map((source) => imagesOf(source, `${data}: ${split}`)))).flat();

  const images: AnnotatedImage[] = [];
  let labelled = 0;
  let objectId = 0;
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const group = files.slice(start, start + AT_ONCE);
    const results = await Promise.allSettled(group.map(({ file }) => readOne(file, classes)));
    for (const [index, result] of results.entries()) {
      const { file, where } = group[index]!;
      if (result.status === 'rejected') {
        const skipped = result.reason instanceof BadImage && onBadImage === 'skip';
        if (!skipped) throw result.reason instanceof BadImage ? result.reason.cause : result.reason;
        report(`image left out: ${(result.reason.cause as Error).message}`);
        continue;
      }
      const { size, objects } = result.value;
      if (objects !== undefined) labelled += 1;
      images.push({
        id: start + index + 1,
        folder: path.dirname(file),
        fileName: path.basename(file),
        sizeField: file,
        fileField: where,
        ...size,
        objects: (objects ?? []).map(({ box, classIndex }) => {
          objectId += 1;
          const area = (box[2] - box[0]) * (box[3] - box[1]);
          return { id: objectId, box, classIndex, area, crowd: false };
        }),
      });
    }
  }
  if (labelled === 0 && images.length > 0) {
    throw new ExpectationError(
      `${data}: ${split}`,
      'label files for the images',
      `none of ${images.length}, such as ${labelFile(files[0]!.file)}`,
      'Labels belong into the folder "labels" next to "images", under the names of the images.',
    );
  }
  const dataset = { name, classes, images: await imageRecords(data, images, read) };
  return describe(dataset, 'readYolo', { split, imagesWithoutObjects });
}

const AT_ONCE = 16;

/** An image file that cannot be read, as opposed to labels that are wrong. */
class BadImage extends Error {}

async function readOne(file: string, classes: readonly Category[]) {
  const size: Size = await imageFileSize(file).then(
    ({ upright }) => upright,
    (cause: Error) => {
      throw new BadImage(cause.message, { cause });
    },
  );
  const labels = labelFile(file);
  const text = await readFile(labels, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new ExpectationError(labels, 'a label file that can be read', error.code ?? error.message);
  });
  return { size, objects: text === undefined ? undefined : parseYoloLabels(labels, text, size, classes) };
}

/** `…/images/train/a.jpg` to `…/labels/train/a.txt`: the last folder called images is the one replaced. */
export function labelFile(image: string): string {
  const parts = path.parse(image);
  const folders = parts.dir.split(path.sep);
  const at = folders.lastIndexOf('images');
  if (at >= 0) folders[at] = 'labels';
  return path.join(folders.join(path.sep), `${parts.name}.txt`);
}

/** Image files of a folder, by name, or of a list of paths relative to the list's own folder. */
async function imagesOf(source: string, where: string): Promise<{ file: string; where: string }[]> {
  const found = await stat(source).catch((error: NodeJS.ErrnoException) => {
    const got = `"${source}" (${error.code})`;
    throw new ExpectationError(where, 'a folder of images or a list of files', got, '', { cause: error });
  });
  if (found.isDirectory()) {
    const names = (await listFolder(source, where, 'Check the folder.')).filter(isImageName);
    if (names.length === 0) throw new ExpectationError(where, 'a folder with images', `none in "${source}"`);
    return names.map((name) => ({ file: path.join(source, name), where }));
  }
  const lines = (await readText(source, where, 'Check the path of the list.')).split('\n');
  return lines.flatMap((line, index) => {
    const file = line.trim();
    if (file === '') return [];
    return [{ file: path.resolve(path.dirname(source), file), where: `${source}: line ${index + 1}` }];
  });
}
