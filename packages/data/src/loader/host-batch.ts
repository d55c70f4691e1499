import { ExpectationError } from '@tandem-det/base';
import type { ImageRecord, ObjectRecord, RgbImage } from '../dataset.ts';
import type { Geometry } from '../geometry.ts';
import type { Size } from '../images/size.ts';
import { UnreachableError } from '../images/unreachable-error.ts';
import { normalizeInto, paddingPixels } from '../normalization.ts';
import { randomOf } from '../random.ts';
import { type Sample, sampleOf, type Transform } from '../sample.ts';
import type { BatchMaking } from './batch-making.ts';

/** What is known of an image without its pixels. */
export type ImageHead = Pick<ImageRecord, 'id' | 'fileName' | 'objects'>;

/** An image to take into a batch. */
export interface BatchItem {
  readonly index: number;
  readonly head: ImageHead;
  /** The sample after the first `done` transforms, where it was kept from before. */
  readonly kept?: Sample | undefined;
  readonly load: () => Promise<RgbImage>;
  /** For each transform, the other images that it mixes in. */
  readonly others: readonly (readonly Pick<BatchItem, 'head' | 'load'>[])[];
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
  /** Indices of the images that are in it. */
  readonly members: readonly number[];
  readonly geometries: readonly Geometry[];
  /** One line per image left out. */
  readonly skipped: readonly string[];
}

/** How many transforms from the first on give the same result each time. */
export function deterministicPrefix(transforms: readonly Transform[]): number {
  const first = transforms.findIndex(({ deterministic }) => deterministic !== true);
  return first < 0 ? transforms.length : first;
}

/**
 * Reads, transforms and pads. `keep` receives the samples that were not kept before, as they are after the
 * transforms that give the same result each time.
 */
export async function makeBatch(
  items: readonly BatchItem[],
  transforms: readonly Transform[],
  making: BatchMaking,
  keep: (index: number, sample: Sample) => void = () => {},
): Promise<HostBatch> {
  const results = await Promise.all(items.map((item) => transformed(item, transforms, making, keep)));
  const made = results.filter((result) => 'sample' in result);
  const leftOut = results.filter((result) => 'error' in result);
  if (made.length === 0 && leftOut.every(({ error }) => error instanceof UnreachableError)) {
    throw leftOut[0]!.error;
  }
  const samples = made.map(({ sample }) => sample);
  const truths = samples.map((sample) => sample.objects.filter((object) => !object.crowd));
  const { width, height } = canvasSize(samples, making);
  const objects = objectSlots(truths, made, making);
  const { normalization } = making;

  const count = samples.length;
  const images = paddingPixels(count * height * width, normalization);
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
  const members = made.map(({ item }) => item.index);
  const skipped = leftOut.map(
    ({ item: { head }, error }) => `image ${head.id} (${head.fileName}) left out: ${error.message}`,
  );
  return { height, width, objects, images, boxes, classes, mask, validSizes, members, geometries, skipped };
}

interface Made {
  readonly item: BatchItem;
  readonly sample: Sample;
}

interface LeftOut {
  readonly item: BatchItem;
  readonly error: ExpectationError;
}

/** The sample, or why it is left out. */
async function transformed(
  item: BatchItem,
  transforms: readonly Transform[],
  making: BatchMaking,
  keep: (index: number, sample: Sample) => void,
): Promise<Made | LeftOut> {
  const { onBadImage, seed, epoch } = making;
  try {
    const fixed = deterministicPrefix(transforms);
    const random = randomOf(seed, epoch, item.index);
    let sample = item.kept;
    if (sample === undefined) {
      sample = sampleOf(await item.load(), item.head);
      for (const transform of transforms.slice(0, fixed)) sample = transform(sample, random);
      keep(item.index, sample);
    }
    for (let place = fixed; place < transforms.length; place++) {
      const others = await Promise.all(
        (item.others[place] ?? []).map(async ({ head, load }) => sampleOf(await load(), head)),
      );
      sample = transforms[place]!(sample, random, { others, epoch });
    }
    return { item, sample };
  } catch (error) {
    if (onBadImage === 'skip' && error instanceof ExpectationError) return { item, error };
    throw error;
  }
}

function canvasSize(samples: readonly Sample[], { size, sizes, padMultiple, name }: BatchMaking): Size {
  const width = Math.max(0, ...samples.map((sample) => sample.image.width));
  const height = Math.max(0, ...samples.map((sample) => sample.image.height));
  const allowed = sizes ?? (size && [size]);
  if (allowed === undefined)
    return { width: roundUp(width, padMultiple), height: roundUp(height, padMultiple) };
  const fitting = allowed.filter((each) => width <= each.width && height <= each.height);
  const smallest = fitting.toSorted((a, b) => a.width * a.height - b.width * b.height)[0];
  if (smallest !== undefined) return smallest;
  throw new ExpectationError(
    `batches: ${sizes ? 'sizes' : 'size'} of "${name}"`,
    `images of at most ${allowed.map((each) => `${each.width}×${each.height}`).join(' or ')}`,
    `${width}×${height}`,
    'Put a resize or a letterbox of that size into the transforms.',
  );
}

function objectSlots(
  truths: readonly (readonly ObjectRecord[])[],
  made: readonly Made[],
  { objects, objectMultiple }: BatchMaking,
): number {
  const counts = truths.map((truth) => truth.length);
  if (objects === undefined) return roundUp(Math.max(1, ...counts), objectMultiple);
  const over = counts.findIndex((count) => count > objects);
  if (over < 0) return objects;
  const { id, fileName } = made[over]!.item.head;
  throw new ExpectationError(
    'batches: objects',
    `at most ${objects} objects an image`,
    `${counts[over]} in image ${id} (${fileName})`,
    'Raise the option "objects", or leave it out to let batches grow.',
  );
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
