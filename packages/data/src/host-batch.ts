import { ExpectationError } from '@tandem-det/core';
import type { DetectionDataset, ImageRecord, RgbImage } from './dataset.ts';
import type { Geometry } from './geometry.ts';
import type { Size } from './images/resize.ts';
import { IMAGENET, type Normalization, normalizeInto } from './normalization.ts';
import { randomOf } from './random.ts';
import { type Sample, sampleOf, type Transform } from './sample.ts';
import { compose } from './transforms/compose.ts';

/** What to do with an image that cannot be read: throw, or leave it out of its batch and say so. */
export type OnBadImage = 'error' | 'skip';

export interface HostBatchOptions {
  readonly dataset: DetectionDataset;
  /** Applied in order; each image has a random stream of its own. */
  readonly transforms?: readonly Transform[];
  readonly normalization?: Normalization;
  /** H and W of every batch; without it, those of its largest image, up to a multiple of `padMultiple`. */
  readonly size?: Size;
  readonly padMultiple?: number;
  /** G of every batch; without it, the largest number of objects, up to a multiple of `objectMultiple`. */
  readonly objects?: number;
  readonly objectMultiple?: number;
  readonly onBadImage?: OnBadImage;
}

/** A batch in plain arrays. */
export interface HostBatch {
  readonly height: number;
  readonly width: number;
  /** G */
  readonly objects: number;
  readonly images: Float32Array;
  readonly boxes: Float32Array;
  readonly classes: Int32Array;
  readonly mask: Float32Array;
  readonly validSizes: Float32Array;
  readonly records: readonly ImageRecord[];
  readonly geometries: readonly Geometry[];
  /** One line per image left out. */
  readonly skipped: readonly string[];
}

/** Reads, transforms and pads the images with these indices. */
export async function assembleBatch(
  members: readonly number[],
  options: HostBatchOptions & { readonly seed: number; readonly epoch: number },
): Promise<HostBatch> {
  const { dataset, normalization = IMAGENET } = options;
  const results = await Promise.all(members.map((index) => readSample(index, options)));
  const samples = results.flatMap((result) => (typeof result === 'string' ? [] : [result.sample]));
  const records = results.flatMap((result) => (typeof result === 'string' ? [] : [result.record]));
  const truths = samples.map((sample) => sample.objects.filter((object) => !object.crowd));

  const { width, height } = canvasSize(samples, options, dataset.name);
  const objects = objectSlots(
    truths.map((truth) => truth.length),
    records,
    options,
  );
  const count = samples.length;
  const images = new Float32Array(count * height * width * 3);
  const boxes = new Float32Array(count * objects * 4);
  const classes = new Int32Array(count * objects);
  const mask = new Float32Array(count * objects);
  const validSizes = new Float32Array(count * 2);
  samples.forEach((sample, item) => {
    normalizeInto(images, item * height * width * 3, { width, height }, sample.image, normalization);
    truths[item]!.forEach((object, slot) => {
      const at = item * objects + slot;
      boxes.set(object.box, at * 4);
      classes[at] = object.classIndex;
      mask[at] = 1;
    });
    validSizes.set([sample.validHeight, sample.validWidth], item * 2);
  });
  const geometries = samples.map((sample) => sample.geometry);
  const skipped = results.filter((result) => typeof result === 'string');
  return { height, width, objects, images, boxes, classes, mask, validSizes, records, geometries, skipped };
}

/** The sample, or the line that says why it is left out. */
async function readSample(
  index: number,
  options: HostBatchOptions & { readonly seed: number; readonly epoch: number },
): Promise<{ sample: Sample; record: ImageRecord } | string> {
  const { dataset, transforms = [], onBadImage = 'error', seed, epoch } = options;
  const record = dataset.images[index]!;
  let image: RgbImage;
  try {
    image = await record.load();
  } catch (error) {
    if (onBadImage === 'skip' && error instanceof ExpectationError) {
      return `image ${record.id} (${record.fileName}) left out: ${error.message}`;
    }
    throw error;
  }
  return { sample: compose(...transforms)(sampleOf(image, record), randomOf(seed, epoch, index)), record };
}

function canvasSize(samples: readonly Sample[], options: HostBatchOptions, name: string): Size {
  const { size, padMultiple = 32 } = options;
  const width = Math.max(0, ...samples.map((sample) => sample.image.width));
  const height = Math.max(0, ...samples.map((sample) => sample.image.height));
  if (size === undefined) return { width: roundUp(width, padMultiple), height: roundUp(height, padMultiple) };
  if (width <= size.width && height <= size.height) return size;
  throw new ExpectationError(
    `batches: size of "${name}"`,
    `images of at most ${size.width}×${size.height}`,
    `${width}×${height}`,
    'Put a resize or a letterbox of that size into the transforms.',
  );
}

function objectSlots(
  counts: readonly number[],
  records: readonly ImageRecord[],
  options: HostBatchOptions,
): number {
  const { objects, objectMultiple = 8 } = options;
  if (objects === undefined) return roundUp(Math.max(1, ...counts), objectMultiple);
  const over = counts.findIndex((count) => count > objects);
  if (over < 0) return objects;
  throw new ExpectationError(
    'batches: objects',
    `at most ${objects} objects an image`,
    `${counts[over]} in image ${records[over]!.id} (${records[over]!.fileName})`,
    'Raise the option "objects", or leave it out to let batches grow.',
  );
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
