import { count, expectThat, partOption, readOptions, whole } from '@tandem-det/base';
import { tensor2d, tensor3d, tensor4d } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import type { Batch } from './batch.ts';
import { batchInputOptions } from './batch-input.ts';
import type { DetectionDataset } from './dataset.ts';
import { epochOrder } from './epoch-order.ts';
import type { BatchMaking } from './loader/batch-making.ts';
import { planBatch } from './loader/batch-plan.ts';
import type { HostBatch } from './loader/host-batch.ts';
import { localLoader } from './loader/local-loader.ts';
import { groupByShape } from './loader/shape-groups.ts';

/** The options of `batches`, their defaults and their checks. */
export const batchOptions = batchInputOptions.extend({
  dataset: partOption<DetectionDataset>(
    'a dataset, such as await readCoco(…)',
    (value) => typeof value === 'object' && value !== null && 'images' in value && 'classes' in value,
  ),
  batchSize: count,
  /** Decides the order of images and every random transform. */
  seed: whole.default(0),
  /** From 0; another epoch, another order. */
  epoch: whole.default(0),
  /** Index of the first batch to give: the batches from there on are those of a run from 0. */
  startAt: whole.default(0),
  shuffle: z.boolean().default(false),
  /** Leave out the last batch where it would be smaller than the others. */
  dropLast: z.boolean().default(false),
  /** Receives one line per image that `onBadImage: 'skip'` leaves out. */
  report: partOption<(line: string) => void>('a function that receives a line').default(() => console.warn),
});

export type BatchOptions = z.input<typeof batchOptions>;
type Read = z.output<typeof batchOptions>;

/** How images become batches: everything but which images, how many and in what order. */
export type BatchInput = Pick<
  BatchOptions,
  | 'transforms'
  | 'normalization'
  | 'size'
  | 'sizes'
  | 'groupByShape'
  | 'padMultiple'
  | 'objects'
  | 'objectMultiple'
  | 'onBadImage'
  | 'prefetch'
  | 'loader'
>;

/** Batches in one epoch. */
export function batchCount(options: Pick<BatchOptions, 'dataset' | 'batchSize' | 'dropLast'>): number {
  const full = options.dataset.images.length / options.batchSize;
  return options.dropLast ? Math.floor(full) : Math.ceil(full);
}

/**
 * One epoch of batches, in an order and with random transforms that depend on (seed, epoch) and the image
 * alone: not on timing, batch size, or where the epoch was resumed. Tensors are made only when a batch is
 * asked for, and belong to the caller; an iterator may be left at any time.
 */
export async function* batches(options: BatchOptions): AsyncGenerator<Batch, void, undefined> {
  const read = readOptions('batches', batchOptions, options);
  const { dataset, batchSize, seed, epoch, startAt, shuffle, prefetch } = read;
  const { report, transforms, loader = localLoader() } = read;
  expectThat(
    dataset.images.length > 0,
    `batches: dataset "${dataset.name}"`,
    'at least one image',
    '0 images',
  );

  const inOrder = epochOrder({ count: dataset.images.length, seed, epoch, shuffle });
  const order = read.groupByShape ? groupByShape(inOrder, dataset.images, batchSize) : inOrder;
  const count = batchCount(options);
  const making = makingOf(read);
  const prepare = (index: number): Promise<HostBatch> => {
    const members = order.slice(index * batchSize, (index + 1) * batchSize);
    const plan = planBatch(members, { dataset, transforms, seed, epoch });
    const batch = loader.load(plan, { dataset, transforms }, making);
    batch.catch(() => {}); // A failure is thrown when its turn comes.
    return batch;
  };

  const ahead: Promise<HostBatch>[] = [];
  for (let index = startAt; index < count; index++) {
    while (ahead.length <= prefetch && index + ahead.length < count) {
      ahead.push(prepare(index + ahead.length));
    }
    const host = await ahead.shift()!;
    for (const line of host.skipped) report(line);
    if (host.members.length > 0) yield toBatch(host, dataset, { epoch, index });
  }
}

/** The options that a thread needs to make batches: plain data. */
function makingOf({ dataset, seed, epoch, ...input }: Read): BatchMaking {
  const { normalization, size, sizes, padMultiple, objects, objectMultiple, onBadImage } = input;
  return {
    normalization,
    size,
    sizes,
    padMultiple,
    objects,
    objectMultiple,
    onBadImage,
    seed,
    epoch,
    name: dataset.name,
  };
}

function toBatch(host: HostBatch, dataset: DetectionDataset, position: Batch['position']): Batch {
  const { height, width, objects: slots, members, geometries } = host;
  const records = members.map((index) => dataset.images[index]!);
  const count = records.length;
  return {
    images: tensor4d(host.images, [count, height, width, 3]),
    truth: {
      boxes: tensor3d(host.boxes, [count, slots, 4]),
      classes: tensor2d(host.classes, [count, slots], 'int32'),
      mask: tensor2d(host.mask, [count, slots]),
      validSizes: tensor2d(host.validSizes, [count, 2]),
    },
    records,
    geometries,
    position,
  };
}
