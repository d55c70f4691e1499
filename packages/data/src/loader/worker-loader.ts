import { availableParallelism } from 'node:os';
import { expectThat } from '@tandem-det/base';
import type { DetectionDataset, ImageRecord } from '../dataset.ts';
import { sentTransform } from '../transforms/sent-transform.ts';
import type { BatchLoader } from './batch-loader.ts';
import type { PlannedImage } from './batch-plan.ts';
import { type SentImage, type SentItem, sentError } from './messages.ts';
import { type KeptSamples, sampleCache } from './sample-cache.ts';
import { workerPool } from './worker-pool.ts';

export interface WorkerLoaderOptions {
  /** Threads; by default one fewer than the machine has, at least 1 and at most 4. */
  readonly workers?: number;
  /** Of each image, the sample after the leading transforms that are not random is kept, up to this. */
  readonly cacheBytes?: number;
}

/**
 * Makes batches in worker threads: files are decoded and scenes rendered there, images of other datasets
 * are loaded here and sent. The order and the pixels of batches are those of `localLoader`, whatever the number
 * of threads. Memory: one batch for each one under way, and the cache, which all threads share.
 *
 * Once they run, sharp takes one thread an image and keeps no operations, in the whole process: these settings are
 * libvips' own.
 *
 * The threads start with the first batch and do not keep the process alive while idle; end them with `close`.
 * Transforms are of this package, or of modules (`moduleTransform`).
 */
export function workerLoader(options: WorkerLoaderOptions = {}): BatchLoader {
  const { workers = Math.min(4, Math.max(1, availableParallelism() - 1)), cacheBytes = 0 } = options;
  expectThat(
    Number.isInteger(workers) && workers >= 1,
    'workerLoader: workers',
    'an integer ≥ 1',
    String(workers),
  );
  const cache = sampleCache(cacheBytes);
  const pool = workerPool(workers);
  return {
    async load(plan, { dataset, transforms }, making) {
      const sent = transforms.map((each, index) => sentTransform(each, `workerLoader: transforms[${index}]`));
      const known = cache.with(transforms);
      const items = await Promise.all(plan.map((planned) => sentItem(planned, dataset, known)));
      const files = plan.map(({ index }) => dataset.images[index]!.fileName);
      const { batch, kept } = await pool.run({ items, transforms: sent, making }, files.join(', '));
      for (const { index, sample } of kept) known.add(dataset.images[index]!, sample);
      return batch;
    },
    async close() {
      cache.clear();
      await pool.close();
    },
  };
}

async function sentItem(
  { index, others }: PlannedImage,
  dataset: DetectionDataset,
  known: KeptSamples,
): Promise<SentItem> {
  const record = dataset.images[index]!;
  const kept = known.get(record);
  return {
    index,
    head: headOf(record),
    image: kept === undefined ? await sentImage(record) : undefined,
    kept,
    keep: known.wants(record),
    others: await Promise.all(
      others.map((indices) => Promise.all(indices.map((other) => sentImage(dataset.images[other]!)))),
    ),
  };
}

async function sentImage(record: ImageRecord): Promise<SentImage> {
  const head = headOf(record);
  if (record.source !== undefined) return { head, pixels: record.source };
  try {
    return { head, pixels: { kind: 'loaded', image: await record.load() } };
  } catch (error) {
    return { head, pixels: sentError(error) };
  }
}

function headOf({ id, fileName, objects }: ImageRecord) {
  return { id, fileName, objects };
}
