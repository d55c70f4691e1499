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
import type { Split } from '../config/data-schema.ts';
import type { RunConfig } from '../config/run-schema.ts';

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
    const isMissing = error instanceof ExpectationError && isMissingFile(error.cause);
    // What a file of the dataset names is relative to that file, and its error says so.
    if (!isMissing || !/^read(Coco|Voc|Yolo): /.test(error.where)) throw error;
    const { where, expected, got, remedy } = error;
    const root = `Paths are relative to data.root, "${config.data.root}": --set data.root=FOLDER.`;
    throw new ExpectationError(where, expected, got, `${remedy} ${root}`.trimStart(), { cause: error });
  }
}

function isMissingFile(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

async function readDataset(
  { data, input }: Pick<RunConfig, 'data' | 'input'>,
  split: Split,
  report: (line: string) => void,
): Promise<DetectionDataset> {
  const config = data[split];
  if (config === undefined) {
    throw new ExpectationError(
      `config, data.${split}`,
      'a dataset',
      'nothing',
      'Add one of kind coco, voc, yolo or scenes, or set it with --set.',
    );
  }
  const at = (name: string) => path.join(data.root, name);
  const shared = { check: 'size', onBadImage: data.onBadImage, badObjects: data.badObjects, report } as const;
  switch (config.kind) {
    case 'scenes': {
      const { kind, size = { width: input.width, height: input.height }, ...scenes } = config;
      return generatedScenes({ ...scenes, size, split: split === 'train' ? 'train' : 'val' });
    }
    case 'coco': {
      const { kind, annotations, images, ...options } = config;
      return readCoco({ ...options, ...shared, annotations: at(annotations), images: at(images) });
    }
    case 'voc': {
      const { kind, annotations, images, imageSet, ...options } = config;
      const list = imageSet && at(imageSet);
      return readVoc({
        ...options,
        ...shared,
        annotations: at(annotations),
        images: at(images),
        imageSet: list,
      });
    }
    case 'yolo': {
      const { kind, data: file, ...options } = config;
      return readYolo({ ...options, ...shared, data: at(file) });
    }
  }
}
