import { expectThat } from '@tandem-det/base';
import { tensor2d, tensor3d, tensor4d } from '@tensorflow/tfjs-core';
import type { Batch } from './batch.ts';
import type { DetectionDataset } from './dataset.ts';
import { epochOrder } from './epoch-order.ts';
import type { BatchLoader } from './loader/batch-loader.ts';
import { planBatch } from './loader/batch-plan.ts';
import type { BatchMaking, HostBatch } from './loader/host-batch.ts';
import { localLoader } from './loader/local-loader.ts';
import { groupByShape } from './loader/shape-groups.ts';
import type { Transform } from './sample.ts';

export { type Batch, type BatchTruth, disposeBatch } from './batch.ts';

export interface BatchOptions extends Omit<BatchMaking, 'seed' | 'epoch' | 'name'> {
  readonly dataset: DetectionDataset;
  /** Applied in order; each image has a random stream of its own. */
  readonly transforms?: readonly Transform[];
  readonly batchSize: number;
  /** Decides the order of images and every random transform. */
  readonly seed?: number;
  /** From 0; another epoch, another order. */
  readonly epoch?: number;
  /** Index of the first batch to give: the batches from there on are those of a run from 0. */
  readonly startAt?: number;
  readonly shuffle?: boolean;
  /** Leave out the last batch where it would be smaller than the others. */
  readonly dropLast?: boolean;
  /** Batches that are prepared ahead while the caller works on one. */
  readonly prefetch?: number;
  /** Keep wide and tall images in batches apart. */
  readonly groupByShape?: boolean;
  /** Where batches are made: on this thread, or by a `workerLoader`, which its owner closes. */
  readonly loader?: BatchLoader;
  /** Receives one line per image that `onBadImage: 'skip'` leaves out. */
  readonly report?: (line: string) => void;
}

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
  const { dataset, batchSize, seed = 0, epoch = 0, startAt = 0, shuffle = false, prefetch = 2 } = options;
  const { report = console.warn, transforms = NONE, loader = localLoader() } = options;
  expectThat(
    dataset.images.length > 0,
    `batches: dataset "${dataset.name}"`,
    'at least one image',
    '0 images',
  );
  for (const [name, value, least] of [
    ['batchSize', batchSize, 1],
    ['epoch', epoch, 0],
    ['startAt', startAt, 0],
    ['prefetch', prefetch, 0],
  ] as const) {
    expectThat(
      Number.isInteger(value) && value >= least,
      `batches: ${name}`,
      `an integer ≥ ${least}`,
      String(value),
    );
  }

  const inOrder = epochOrder({ count: dataset.images.length, seed, epoch, shuffle });
  const order = options.groupByShape ? groupByShape(inOrder, dataset.images, batchSize) : inOrder;
  const count = batchCount(options);
  const making = makingOf(options, { seed, epoch, name: dataset.name });
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

const NONE: readonly Transform[] = [];

/** The options that a thread needs to make batches: plain data. */
function makingOf(options: BatchOptions, more: Pick<BatchMaking, 'seed' | 'epoch' | 'name'>): BatchMaking {
  const { normalization, size, sizes, padMultiple, objects, objectMultiple, onBadImage } = options;
  const given = { normalization, size, sizes, padMultiple, objects, objectMultiple, onBadImage };
  return { ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)), ...more };
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
