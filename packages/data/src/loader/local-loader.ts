import type { BatchLoader } from './batch-loader.ts';
import { type BatchItem, makeBatch } from './host-batch.ts';
import { sampleCache } from './sample-cache.ts';

/**
 * Makes batches on the thread that asks for them. Of each image, the sample after the leading transforms that
 * are not random is kept, up to `cacheBytes`.
 */
export function localLoader({ cacheBytes = 0 }: { readonly cacheBytes?: number } = {}): BatchLoader {
  const cache = sampleCache(cacheBytes);
  return {
    load: async (plan, { dataset, transforms }, making) => {
      const kept = cache.with(transforms);
      const image = (index: number) => {
        const record = dataset.images[index]!;
        return { head: record, load: () => record.load() };
      };
      const items = plan.map(
        ({ index, others }): BatchItem => ({
          index,
          ...image(index),
          kept: kept.get(dataset.images[index]!),
          others: others.map((indices) => indices.map(image)),
        }),
      );
      return makeBatch(items, transforms, making, (index, sample) =>
        kept.add(dataset.images[index]!, sample),
      );
    },
    close: async () => cache.clear(),
  };
}
