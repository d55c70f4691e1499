import { ExpectationError } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Batch, disposeBatch } from './batch.ts';
import { type BatchOptions, batchCount, batches } from './batches.ts';
import type { ImageRecord } from './dataset.ts';
import { localLoader } from './loader/local-loader.ts';
import { datasetOf, object, record } from './testing/fixtures.ts';
import { horizontalFlip } from './transforms/flip.ts';
import { resize } from './transforms/resize.ts';

beforeAll(() => tf.setBackend('cpu'));

const PLAIN = { mean: [0, 0, 0], deviation: [1, 1, 1] } as const;
const ten = () =>
  datasetOf(Array.from({ length: 10 }, (_, index) => record(index + 1, [object([0, 0, 4, 3])])));

/** Ids, flips and pixels of each batch, as plain data. */
async function run(options: Partial<BatchOptions> = {}) {
  const seen: { index: number; ids: number[]; flips: number[]; images: string }[] = [];
  for await (const batch of batches({ dataset: ten(), batchSize: 3, normalization: PLAIN, ...options })) {
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

async function first(options: BatchOptions): Promise<Batch> {
  const { value } = await batches(options).next();
  return value as Batch;
}

describe('batches', () => {
  it('pads images at the right and the bottom, and objects at the end', async () => {
    const dataset = datasetOf([
      record(1, [object([1, 0, 5, 3], { classIndex: 1 }), object([0, 0, 2, 2], { crowd: true })]),
      record(2, [], { width: 3, height: 6 }),
    ]);
    const batch = await first({
      dataset,
      batchSize: 2,
      normalization: PLAIN,
      padMultiple: 4,
      objectMultiple: 2,
    });
    expect(batch.images.shape).toEqual([2, 8, 8, 3]); // 8 × 4 and 3 × 6, up to multiples of 4
    const images = (await batch.images.array()) as number[][][][];
    expect(images[0]![3]![7]).toEqual([7, 3, 1]);
    expect(images[0]![4]![7]).toEqual([0, 0, 0]);
    expect(images[1]![5]![2]).toEqual([2, 5, 2]);
    expect(images[1]![5]![3]).toEqual([0, 0, 0]);
    expect(await batch.truth.boxes.array()).toEqual([
      [
        [1, 0, 5, 3],
        [0, 0, 0, 0],
      ],
      [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ],
    ]);
    expect(await batch.truth.classes.array()).toEqual([
      [1, 0],
      [0, 0],
    ]);
    expect(batch.truth.classes.dtype).toBe('int32');
    expect(await batch.truth.mask.array()).toEqual([
      [1, 0],
      [0, 0],
    ]);
    expect(await batch.truth.validSizes.array()).toEqual([
      [4, 8],
      [6, 3],
    ]);
    expect(batch.records[0]!.objects).toHaveLength(2);
    disposeBatch(batch);
  });

  it('can fix H, W and G', async () => {
    const options = { dataset: ten(), batchSize: 2, size: { width: 10, height: 12 }, objects: 3 };
    const batch = await first(options);
    expect(batch.images.shape).toEqual([2, 12, 10, 3]);
    expect(batch.truth.boxes.shape).toEqual([2, 3, 4]);
    disposeBatch(batch);
    await expect(first({ ...options, size: { width: 4, height: 12 } })).rejects.toThrow(
      'batches: size of "fixture": expected images of at most 4×12, got 8×4. Put a resize or a letterbox of that size into the transforms.',
    );
    const crowded = datasetOf([record(6, [object([0, 0, 1, 1]), object([0, 0, 2, 2])])]);
    await expect(first({ dataset: crowded, batchSize: 1, objects: 1 })).rejects.toThrow(
      'batches: objects: expected at most 1 objects an image, got 2 in image 6 (6.png). Raise the option "objects", or leave it out to let batches grow.',
    );
  });

  it('gives each image once', async () => {
    const seen = await run({ shuffle: true, seed: 4 });
    expect(seen.map(({ ids }) => ids.length)).toEqual([3, 3, 3, 1]);
    expect(seen.flatMap(({ ids }) => ids).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect((await run()).flatMap(({ ids }) => ids)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(await run({ dropLast: true })).toHaveLength(3);
    expect(batchCount({ dataset: ten(), batchSize: 3 })).toBe(4);
    expect(batchCount({ dataset: ten(), batchSize: 3, dropLast: true })).toBe(3);
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
    const slow = { ...ten(), images: ten().images.map(late) };
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
    const dataset = { ...ten(), images: ten().images.map(count) };
    const iterator = batches({ dataset, batchSize: 1, prefetch: 2 });
    disposeBatch((await iterator.next()).value as Batch);
    await new Promise((done) => setTimeout(done, 20));
    expect(loads).toBe(3);
    await iterator.return();
  });

  it('leaves no tensor behind, also when left early', async () => {
    const before = tf.memory().numTensors;
    await run();
    for await (const batch of batches({ dataset: ten(), batchSize: 2 })) {
      disposeBatch(batch);
      break;
    }
    await expect(run({ dataset: withBad('error') })).rejects.toThrow('3.png');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('throws for a bad image in its turn, or leaves it out and says so', async () => {
    const seen: number[] = [];
    const strict = async () => {
      for await (const batch of batches({ dataset: withBad('error'), batchSize: 1 })) {
        seen.push(batch.records[0]!.id);
        disposeBatch(batch);
      }
    };
    await expect(strict()).rejects.toThrow('3.png: expected a readable image, got a hole.');
    expect(seen).toEqual([1, 2]);
    const lines: string[] = [];
    const report = (line: string) => lines.push(line);
    const kept = await run({ dataset: withBad('error'), batchSize: 1, onBadImage: 'skip', report });
    expect(kept.map(({ index, ids }) => [index, ids[0]])).toEqual([
      [0, 1],
      [1, 2],
      [3, 4],
      [4, 5],
    ]);
    expect(lines).toEqual(['image 3 (3.png) left out: 3.png: expected a readable image, got a hole.']);
    const paired = await run({ dataset: withBad('error'), batchSize: 3, onBadImage: 'skip', report });
    expect(paired.map(({ ids }) => ids)).toEqual([
      [1, 2],
      [4, 5],
    ]);
  });

  it('does not hide other errors behind bad images', async () => {
    await expect(run({ dataset: withBad('bug'), onBadImage: 'skip' })).rejects.toThrow('a bug');
  });

  it('refuses bad options', async () => {
    await expect(run({ batchSize: 0 })).rejects.toThrow(
      'batches: batchSize: expected an integer ≥ 1, got 0.',
    );
    await expect(run({ epoch: -1 })).rejects.toThrow('batches: epoch: expected an integer ≥ 0, got -1.');
    await expect(run({ dataset: datasetOf([]) })).rejects.toThrow(
      'batches: dataset "fixture": expected at least one image, got 0 images.',
    );
  });
});

/** Five images, the third of which fails to load. */
function withBad(kind: 'error' | 'bug') {
  const images = [1, 2, 3, 4, 5].map((id) => record(id));
  const fail = async () => {
    throw kind === 'bug'
      ? new TypeError('a bug')
      : new ExpectationError('3.png', 'a readable image', 'a hole');
  };
  return datasetOf(images.map((image) => (image.id === 3 ? { ...image, load: fail } : image)));
}

it('keeps samples up to its bound, and gives the same batches from them', async () => {
  const loads: number[] = [];
  const images = [1, 2, 3].map((id) => {
    const image = record(id, [object([0, 0, 4, 3])]);
    const load = () => {
      loads.push(id);
      return image.load();
    };
    return { ...image, load };
  });
  const dataset = datasetOf(images);
  // Half the size: 4 · 2 · 3 = 24 bytes each, so that two fit into 50.
  const transforms = [resize({ width: 4, height: 2 }), horizontalFlip()];
  const loader = localLoader({ cacheBytes: 50 });
  const epoch = (more: Partial<BatchOptions> = {}) => run({ dataset, transforms, ...more });
  const kept = [await epoch({ loader }), await epoch({ loader })];
  expect(loads.toSorted()).toEqual([1, 2, 3, 3]);
  expect(kept).toEqual([await epoch(), await epoch()]);
  // Other images at the same places, and other transforms, get nothing from the cache.
  const turned = datasetOf(images.toReversed());
  expect(await epoch({ loader, dataset: turned })).toEqual(await epoch({ dataset: turned }));
  const larger = [resize({ width: 6, height: 3 })];
  expect(await epoch({ loader, transforms: larger })).toEqual(await epoch({ transforms: larger }));
  await loader.close();
});

it('pads to the smallest of the sizes given that fits', async () => {
  const sizes = [
    { width: 16, height: 16 },
    { width: 8, height: 6 },
    { width: 12, height: 4 },
  ];
  const shape = async (width: number, height: number) => {
    const batch = await first({
      dataset: datasetOf([record(1, [], { width, height })]),
      batchSize: 1,
      sizes,
    });
    disposeBatch(batch);
    return batch.images.shape.slice(1, 3);
  };
  expect(await shape(8, 4)).toEqual([6, 8]); // 48 pixels, as many as 12 × 4, which comes after it
  expect(await shape(9, 4)).toEqual([4, 12]);
  expect(await shape(9, 5)).toEqual([16, 16]);
  await expect(shape(17, 2)).rejects.toThrow(
    'batches: sizes of "fixture": expected images of at most 16×16 or 8×6 or 12×4, got 17×2.',
  );
});

it('keeps wide and tall images apart where told so, in batches as many', async () => {
  const images = [1, 2, 3, 4, 5, 6, 7].map((id) =>
    record(id, [], id % 2 === 1 ? { width: 8, height: 4 } : { width: 4, height: 8 }),
  );
  const seen = await run({ dataset: datasetOf(images), batchSize: 2, groupByShape: true });
  // 1 and 3 are wide, 2 and 4 tall, 5 and 7 wide; 6 is left.
  expect(seen.map(({ ids }) => ids)).toEqual([[1, 3], [2, 4], [5, 7], [6]]);
});
