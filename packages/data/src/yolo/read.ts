import path from 'node:path';
import { describe, ExpectationError, expected, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import type { Category, DetectionDataset } from '../dataset.ts';
import { type Directories, directories } from '../files/directories.ts';
import { createFaults } from '../files/faults.ts';
import { type AnnotatedImage, imageRecords } from '../files/image-records.ts';
import { BadImage, readFiles } from '../files/read-files.ts';
import { readText } from '../files/read-text.ts';
import { imageFileOptions } from '../image-file-options.ts';
import { imageFileSize } from '../images/decode.ts';
import { accountOfYoloFiles } from './account.ts';
import { type Keypoints, parseYoloDataFile } from './data-file.ts';
import { mixedForms, withoutLikelyKeypoints } from './forms.ts';
import { type FoundLabels, findLabels, labelFile } from './label-file.ts';
import { parseYoloLabels, type YoloLabels } from './labels.ts';
import { imageNames } from './names.ts';
import { yoloRemarks } from './remarks.ts';
import { readSource, type YoloImage } from './sources.ts';

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
 * A dataset in YOLO format: images in a folder `…/images/…` and those inside of it, labels in the same place under
 * `…/labels/…`, or beside the images where no folder is called images or none has a file for the image. An image without
 * a label file has no objects; none with one is an error. Sizes are read from the files, upright. Ids count from 1;
 * class ids are the labels' indices. Lines of keypoints are read where `kpt_shape` declares them.
 *
 * Throws an ExpectationError that names file, line and field for anything wrong, all of it at once, unless `badObjects`
 * says to leave it out. What became of every file and line is in the dataset's `account`.
 */
export async function readYolo(given: ReadYoloOptions): Promise<DetectionDataset> {
  const options = readOptions('readYolo', readYoloOptions, given);
  const { data, split, badObjects, onBadImage, report } = options;
  const { name = `${path.basename(path.dirname(path.resolve(data)))}-${split}` } = options;
  const text = await readText(data, 'readYolo: data', 'Check the path of data.yaml.');
  const { classes, sources: written, root, keypoints, isOutlines } = parseYoloDataFile(data, text, split);
  const folders = directories();
  const where = `${data}: ${split}`;
  const sources = await Promise.all(written.map((source) => readSource(source, { root, where, folders })));
  const images = sources.flatMap((source) => source.images);

  const faults = createFaults();
  const read = await readFiles(images, (image) => readOne(image, { folders, classes, keypoints }), {
    faults,
    onBadImage,
    report,
  });
  const found = read.flatMap((file, index) => (file === undefined ? [] : [{ ...file, index }]));
  for (const { errors } of found) for (const error of errors) faults.add(error);
  const kept = isOutlines ? found : withoutLikelyKeypoints(found, faults);
  faults.settle(badObjects, report);
  const labelled = found.filter(({ labels }) => labels !== undefined);
  if (labelled.length === 0 && found.length > 0) {
    throw new ExpectationError(
      where,
      'label files for the images',
      `none of ${found.length}, such as ${labelFile(images[0]!.file)}`,
      'Labels belong into the folder "labels" next to "images", under the names of the images.',
    );
  }
  const names = imageNames(images.map(({ file }) => file));
  let objectId = 0;
  const annotated = kept.map(({ index, size, objects }): AnnotatedImage => {
    const { file, where: fileField } = images[index]!;
    return {
      id: index + 1,
      ...names[index]!,
      sizeField: file,
      fileField,
      ...size,
      objects: objects.map(({ box, classIndex }) => {
        objectId += 1;
        const area = (box[2] - box[0]) * (box[3] - box[1]);
        return { id: objectId, box, classIndex, area, crowd: false };
      }),
    };
  });
  const before = images.length - found.length;
  const records = await imageRecords(data, annotated, options, { before });
  const entries = found.reduce((sum, file) => sum + file.objects.length + file.errors.length, 0);
  const dataset = {
    name,
    classes,
    images: records.records,
    account: {
      dropped: records.dropped,
      ...(await accountOfYoloFiles({ data, sources, read, names, records })),
      entries,
      unused: records.unused,
      badObjects: entries - objectId,
      faults: faults.groups(),
      remarks: [...yoloRemarks(found, names), ...mixedForms(kept)],
    },
  };
  return describe(dataset, 'readYolo', { split, imagesWithoutObjects: options.imagesWithoutObjects });
}

async function readOne(
  { file, where, isThere, remedy }: YoloImage,
  options: {
    readonly folders: Directories;
    readonly classes: readonly Category[];
    readonly keypoints: Keypoints | undefined;
  },
) {
  if (!isThere) {
    throw new BadImage(new ExpectationError(where, 'an image file', `"${file}", which is not there`, remedy));
  }
  const { upright: size, isTurned } = await imageFileSize(file).catch((error: unknown) => {
    throw error instanceof ExpectationError ? new BadImage(error) : error;
  });
  const labels: FoundLabels | undefined = await findLabels(file, options.folders);
  const none: YoloLabels = { objects: [], errors: [] };
  if (labels === undefined) return { size, isTurned, labels: undefined, isBeside: false, ...none };
  const text = await readText(labels.path, labels.path, 'Check its permissions.');
  return {
    size,
    isTurned,
    labels: labels.path,
    isBeside: labels.isBeside,
    ...parseYoloLabels(labels.path, text, { ...options, size }),
  };
}
