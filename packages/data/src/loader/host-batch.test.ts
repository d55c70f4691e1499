import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, it } from 'vitest';
import { disposeBatch } from '../batch.ts';
import { first, PLAIN, tenImages } from '../testing/batches.ts';
import { datasetOf, object, record } from '../testing/fixtures.ts';

beforeAll(() => tf.setBackend('cpu'));

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
  const options = { dataset: tenImages(), batchSize: 2, size: { width: 10, height: 12 }, objects: 3 };
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
