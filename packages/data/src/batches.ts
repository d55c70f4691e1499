import { expectThat } from '@tandem-det/core';
import { tensor2d, tensor3d, tensor4d } from '@tensorflow/tfjs-core';
import type { Batch } from './batch.ts';
import { epochOrder } from './epoch-order.ts';
import { assembleBatch, type HostBatch, type HostBatchOptions } from './host-batch.ts';

export interface BatchOptions extends HostBatchOptions {
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
  /** Receives one line per image that `onBadImage: 'skip'` leaves out. */
  readonly report?: (line: string) => void;
}

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
  const { report = console.warn } = options;
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

  const order = epochOrder({ count: dataset.images.length, seed, epoch, shuffle });
  const count = batchCount(options);
  const prepare = (index: number): Promise<HostBatch> => {
    const members = order.slice(index * batchSize, (index + 1) * batchSize);
    const batch = assembleBatch(members, { ...options, seed, epoch });
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
    if (host.records.length > 0) yield toBatch(host, { epoch, index });
  }
}

function toBatch(host: HostBatch, position: Batch['position']): Batch {
  const { height, width, objects: slots, records, geometries } = host;
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
