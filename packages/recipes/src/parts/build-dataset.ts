import path from 'node:path';
import { ExpectationError } from '@tandem-det/base';
import {
  type DetectionDataset,
  generatedScenes,
  readCoco,
  readVoc,
  readYolo,
  withColorProfile,
} from '@tandem-det/data';
import type { RunConfig } from '../config/run-schema.ts';

export type Split = 'train' | 'validation';

/**
 * The dataset that a config's `data.train` or `data.validation` describes. An error about a file that is not there says
 * where it was looked for.
 */
export async function buildDataset(
  config: Pick<RunConfig, 'data' | 'input'>,
  split: Split,
  report: (line: string) => void,
): Promise<DetectionDataset> {
  try {
    const dataset = await readDataset(config, split, report);
    const { colorProfile } = config.input;
    return colorProfile === 'ignore' ? dataset : withColorProfile(dataset, colorProfile);
  } catch (error) {
    const isMissing = error instanceof ExpectationError && error.got.endsWith('(ENOENT)');
    // What a file of the dataset names is relative to that file, and its error says so.
    if (!isMissing || !/^read(Coco|Voc|Yolo): /.test(error.where)) throw error;
    const { where, expected, got, remedy } = error;
    const root = `Paths are relative to data.root, "${config.data.root}": --set data.root=FOLDER.`;
    throw new ExpectationError(where, expected, got, `${remedy} ${root}`.trimStart());
  }
}

async function readDataset(
  { data, input }: Pick<RunConfig, 'data' | 'input'>,
  split: Split,
  report: (line: string) => void,
): Promise<DetectionDataset> {
  const config = data[split];
  if (config === null) {
    throw new ExpectationError(
      `config, data.${split}`,
      'a dataset',
      'nothing',
      'Add one of kind coco, voc, yolo or scenes, or set it with --set.',
    );
  }
  if (config.kind === 'scenes') {
    const { count, seed, width = input.width, height = input.height } = config;
    const sceneSplit = split === 'train' ? 'train' : 'val';
    return generatedScenes({ count, seed, split: sceneSplit, size: { width, height } });
  }
  const at = (name: string) => path.join(data.root, name);
  const shared = {
    check: 'size',
    onBadImage: data.badImages,
    badObjects: data.badObjects,
    imagesWithoutObjects: config.skipEmpty ? 'drop' : 'keep',
    report,
  } as const;
  switch (config.kind) {
    case 'coco':
      return readCoco({
        annotations: at(config.annotations),
        images: at(config.images),
        ...(config.classes !== undefined && { classes: config.classes }),
        ...shared,
      });
    case 'voc': {
      const { imageSet, classes, otherClasses, difficult, corners } = config;
      return readVoc({
        annotations: at(config.annotations),
        images: at(config.images),
        ...(imageSet !== undefined && { imageSet: at(imageSet) }),
        ...(classes !== undefined && { classes }),
        otherClasses,
        difficult,
        corners,
        ...shared,
      });
    }
    case 'yolo':
      return readYolo({ data: at(config.data), split: config.split, ...shared });
  }
}
