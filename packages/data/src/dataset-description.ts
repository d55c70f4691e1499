import { createHash } from 'node:crypto';
import { type Description, descriptionOf } from '@tandem-det/base';
import type { DetectionDataset, ImageRecord } from './dataset.ts';

/** What a dataset holds: equal where the same images have the same objects. */
export interface DatasetContent {
  readonly images: number;
  readonly objects: number;
  /**
   * 16 hexadecimal digits of a hash over the classes and, image by image, file name, size and objects. Pixels are known
   * by the name of their file; the folder is not part of it, so that a dataset may be moved.
   */
  readonly digest: string;
}

/** How a dataset was made, and what is in it. */
export interface DatasetDescription extends Description {
  readonly content: DatasetContent;
}

/**
 * What a dataset is, as plain JSON: its description where it has one (`readCoco` and the like), and its content. One
 * that was made of another (`{ ...dataset, images: dataset.images.slice(0, 100) }`) is known by its content alone; of kind
 * `unknown` is one with images of your own, whose `load` may give anything: see `ownPart`.
 */
export function datasetDescription(dataset: DetectionDataset): DatasetDescription {
  const description = descriptionOf(dataset);
  const isDerived =
    description.kind === 'unknown' && dataset.images.every(({ source }) => source !== undefined);
  return { ...(isDerived ? { kind: 'dataset', options: {} } : description), content: contentOf(dataset) };
}

function contentOf({ classes, images }: DetectionDataset): DatasetContent {
  const hash = createHash('sha256').update(JSON.stringify(classes.map(({ name }) => name)));
  for (const image of images) {
    hash.update(`\n${image.fileName}\n`).update(Float64Array.from(numbersOf(image)));
  }
  return {
    images: images.length,
    objects: images.reduce((sum, { objects }) => sum + objects.length, 0),
    digest: hash.digest('hex').slice(0, 16),
  };
}

function numbersOf({ width, height, source, objects }: ImageRecord): number[] {
  const keys = source?.kind === 'scene' ? source.keys : [];
  return [
    width,
    height,
    ...keys,
    ...objects.flatMap(({ box, classIndex, area, crowd }) => [...box, classIndex, area, crowd ? 1 : 0]),
  ];
}
