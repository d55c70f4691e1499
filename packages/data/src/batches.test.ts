import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, it } from 'vitest';
import { type Batch, disposeBatch } from './batch.ts';
import { batchCount, batches } from './batches.ts';
import type { ImageRecord } from './dataset.ts';
import { run, tenImages } from './testing/batches.ts';
import { datasetOf } from './testing/fixtures.ts';
import { horizontalFlip } from './transforms/flip.ts';

beforeAll(() => tf.setBackend('cpu'));

it('gives each image once', async () => {
  const seen = await run({ shuffle: true, seed: 4 });
  expect(seen.map(({ ids }) => ids.length)).toEqual([3, 3, 3, 1]);
  expect(seen.flatMap(({ ids }) => ids).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect((await run()).flatMap(({ ids }) => ids)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(await run({ dropLast: true })).toHaveLength(3);
  expect(batchCount({ dataset: tenImages(), batchSize: 3 })).toBe(4);
  expect(batchCount({ dataset: tenImages(), batchSize: 3, dropLast: true })).toBe(3);
});

it('depends on seed and epoch, not on prefetching or timing', async () => {
  const options = { shuffle: true, seed: 4, epoch: 2, transforms: [horizontalFlip()] };
  const expected = await run(options);
  expect(new Set(expected.flatMap(({ flips }) => flips)).size).toBe(2);
  expect(await run({ ...options, prefetch: 0 })).toEqual(expected);
  expect(await run({ ...options, prefetch: 9 })).toEqual(expected);
  let calls = 0;
  const late = (image: ImageRecord): ImageRecord => ({
    ...image,
    load: async () => {
      await new Promise((done) => setTimeout(done, (calls++ * 7) % 5));
      return image.load();
    },
  });
  const slow = { ...tenImages(), images: tenImages().images.map(late) };
  expect(await run({ ...options, dataset: slow })).toEqual(expected);
  expect(await run({ ...options, epoch: 3 })).not.toEqual(expected);
  expect(await run({ ...options, seed: 5 })).not.toEqual(expected);
});

it('goes on exactly where it stopped', async () => {
  const options = { shuffle: true, seed: 1, transforms: [horizontalFlip()] };
  expect(await run({ ...options, startAt: 2 })).toEqual((await run(options)).slice(2));
  expect(await run({ ...options, startAt: 4 })).toEqual([]);
});

it('draws the same transforms for an image whatever the batch size', async () => {
  const flips = async (batchSize: number) =>
    (await run({ batchSize, transforms: [horizontalFlip()] })).flatMap((batch) => batch.flips);
  expect(await flips(1)).toEqual(await flips(4));
});

it('prepares no more than it was allowed to', async () => {
  let loads = 0;
  const count = (image: ImageRecord): ImageRecord => ({
    ...image,
    load: () => {
      loads += 1;
      return image.load();
    },
  });
  const dataset = { ...tenImages(), images: tenImages().images.map(count) };
  const iterator = batches({ dataset, batchSize: 1, prefetch: 2 });
  disposeBatch((await iterator.next()).value as Batch);
  await new Promise((done) => setTimeout(done, 20));
  expect(loads).toBe(3);
  await iterator.return();
});

it('refuses bad options', async () => {
  await expect(run({ batchSize: 0 })).rejects.toThrow(
    'batches: batchSize: expected a whole number ≥ 1, got 0.',
  );
  await expect(run({ epoch: -1 })).rejects.toThrow('batches: epoch: expected a whole number ≥ 0, got -1.');
  await expect(run({ dataset: datasetOf([]) })).rejects.toThrow(
    'batches: dataset "fixture": expected at least one image, got 0 images.',
  );
});
