import { type Batch, disposeBatch } from '../batch.ts';
import { type BatchOptions, batches } from '../batches.ts';
import { datasetOf, object, record } from './fixtures.ts';

/** Leaves pixels as they are. */
export const PLAIN = { mean: [0, 0, 0], deviation: [1, 1, 1] } as const;
/** Ten images of 8 × 4 with an object each. */
export const tenImages = () =>
  datasetOf(Array.from({ length: 10 }, (_, index) => record(index + 1, [object([0, 0, 4, 3])])));

/** Ids, flips and pixels of each batch, as plain data. */
export async function run(options: Partial<BatchOptions> = {}) {
  const seen: { index: number; ids: number[]; flips: number[]; images: string }[] = [];
  for await (const batch of batches({
    dataset: tenImages(),
    batchSize: 3,
    normalization: PLAIN,
    ...options,
  })) {
    seen.push({
      index: batch.position.index,
      ids: batch.records.map((each) => each.id),
      flips: batch.geometries.map((geometry) => geometry.scaleX),
      images: (await batch.images.data()).join(),
    });
    disposeBatch(batch);
  }
  return seen;
}

/** The first batch; the caller's to dispose of. */
export async function first(options: BatchOptions): Promise<Batch> {
  const { value } = await batches(options).next();
  return value as Batch;
}
