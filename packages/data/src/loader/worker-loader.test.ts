import { ExpectationError, ownPart } from '@tandem-det/base';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { disposeBatch } from '../batch.ts';
import { type BatchOptions, batches } from '../batches.ts';
import type { DetectionDataset } from '../dataset.ts';
import { pipelineYolox } from '../pipelines.ts';
import { generatedScenes } from '../scenes/generated-scenes.ts';
import { datasetOf, object, record } from '../testing/fixtures.ts';
import { folderWith, pngOf } from '../testing/folder.ts';
import { compose } from '../transforms/compose.ts';
import { fitWithin } from '../transforms/fit.ts';
import { horizontalFlip } from '../transforms/flip.ts';
import { moduleTransform } from '../transforms/module-transform.ts';
import { readYolo } from '../yolo/read.ts';
import type { BatchLoader } from './batch-loader.ts';
import { workerLoader } from './worker-loader.ts';

const open: BatchLoader[] = [];
const loaderOf = (workers: number, cacheBytes = 0) => {
  const loader = workerLoader({ workers, cacheBytes });
  open.push(loader);
  return loader;
};
beforeAll(() => tf.setBackend('cpu'));
afterAll(() => Promise.all(open.map((loader) => loader.close())));

const scenes = () => generatedScenes({ count: 7, seed: 2, size: { width: 64, height: 48 } });

/** Everything in the batches of one epoch, as plain data. */
async function run(options: Partial<BatchOptions> & { readonly dataset: DetectionDataset }) {
  const seen = [];
  for await (const batch of batches({ batchSize: 2, shuffle: true, seed: 5, ...options })) {
    const { images, truth, position, records, geometries } = batch;
    seen.push({
      position,
      shape: images.shape,
      pixels: (await images.data()).join(),
      boxes: (await truth.boxes.data()).join(),
      ids: records.map(({ id }) => id),
      geometries,
    });
    disposeBatch(batch);
  }
  return seen;
}

it('gives the same batches with any number of threads, with a cache and in every epoch', async () => {
  const transforms = pipelineYolox({ width: 64, height: 64, mixUntilEpoch: 1 });
  const three = loaderOf(3);
  for (const epoch of [0, 1]) {
    const expected = await run({ dataset: scenes(), transforms, epoch });
    expect(await run({ dataset: scenes(), transforms, epoch, loader: three, prefetch: 5 })).toEqual(expected);
  }
  const plain = [fitWithin({ width: 32, height: 32 }), horizontalFlip()];
  const kept = loaderOf(2, 2 ** 20);
  for (const epoch of [0, 1]) {
    const expected = await run({ dataset: scenes(), transforms: plain, epoch });
    expect(await run({ dataset: scenes(), transforms: plain, epoch, loader: kept })).toEqual(expected);
  }
  const resumed = await run({ dataset: scenes(), transforms: plain, epoch: 1, startAt: 2, loader: kept });
  expect(resumed).toEqual((await run({ dataset: scenes(), transforms: plain, epoch: 1 })).slice(2));
});

it('sends the pixels of images that only this thread can load, and refuses transforms only it can do', async () => {
  const dataset = datasetOf([record(1, [object([0, 0, 4, 3])]), record(2)]);
  const loader = loaderOf(1);
  expect(await run({ dataset, loader })).toEqual(await run({ dataset }));
  await expect(run({ dataset, loader, transforms: [(sample) => sample] })).rejects.toThrow(
    'workerLoader: transforms[0]: expected a transform that a worker thread can make too, got one of your own, without a name. Put it into a module and give moduleTransform({ module, version }), or use localLoader() (0 workers).',
  );
  const own = ownPart(
    compose(horizontalFlip(), function invert(sample) {
      return sample;
    }),
    { version: 1 },
  );
  await expect(run({ dataset, loader, transforms: [own] })).rejects.toThrow('got one of your own, invert.');
});

it('makes transforms of your own in its threads, from their module', async () => {
  const module = new URL('../testing/darker.ts', import.meta.url);
  const darker = (by: number) => moduleTransform({ module, version: 1, options: { by } });
  const transforms = [horizontalFlip(), compose(await darker(2), await darker(3))];
  const plain = await run({ dataset: scenes(), transforms });
  expect(await run({ dataset: scenes(), transforms, loader: loaderOf(2) })).toEqual(plain);
  expect(plain).not.toEqual(
    await run({ dataset: scenes(), transforms: [horizontalFlip(), await darker(2)] }),
  );
});

async function fourFiles() {
  const png = await pngOf(64, 32);
  const files = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`images/${name}.png`, png]));
  const texts = { 'data.yaml': 'train: images\nnames: [cat]', 'labels/a.txt': '0 0.5 0.5 0.5 0.5' };
  const { folder, remove } = await folderWith({ ...files, ...texts });
  onTestFinished(remove);
  return { folder, dataset: await readYolo({ data: path.join(folder, 'data.yaml') }) };
}

it('an image that became corrupt is an error with its name, or left out and said', async () => {
  const { folder, dataset } = await fourFiles();
  await writeFile(path.join(folder, 'images/c.png'), 'no image');
  const loader = loaderOf(2);
  const error = await run({ dataset, loader, batchSize: 1, shuffle: false }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ExpectationError);
  expect(error.message).toMatch(/images\/c\.png: expected a readable image, got an error of the decoder/);
  const lines: string[] = [];
  const report = (line: string) => lines.push(line);
  const kept = await run({ dataset, loader, shuffle: false, onBadImage: 'skip', report });
  expect(kept.map(({ ids }) => ids)).toEqual([[1, 2], [4]]);
  expect(lines).toEqual([expect.stringContaining('image 3 (c.png) left out: ')]);
});

it('a folder that vanishes is an error that names the file, and the loader goes on once it is back', async () => {
  const { folder, dataset } = await fourFiles();
  const loader = loaderOf(1);
  const given = batches({ dataset, batchSize: 1, prefetch: 0, loader });
  disposeBatch((await given.next()).value!);
  await rm(path.join(folder, 'images'), { recursive: true });
  await expect(given.next()).rejects.toThrow(/images\/b\.png: expected a file that can be read, got ENOENT/);
  const other = batches({ dataset: scenes(), batchSize: 1, loader });
  disposeBatch((await other.next()).value!);
  await other.return();
});

it.each(['files', 'loaded here'])('a folder that vanishes is no reason to skip: %s', async (kind) => {
  const { folder, dataset: files } = await fourFiles();
  // Without their source, images are loaded on this thread and sent.
  const loaded = { ...files, images: files.images.map(({ source, ...image }) => image) };
  const dataset = kind === 'files' ? files : loaded;
  const options = { dataset, batchSize: 2, prefetch: 0, onBadImage: 'skip', loader: loaderOf(1) } as const;
  const lines: string[] = [];
  const given = batches({ ...options, report: (line) => lines.push(line) });
  await rm(path.join(folder, 'images/a.png'));
  disposeBatch((await given.next()).value!);
  expect(lines).toEqual([expect.stringMatching(/^image 1 \(a\.png\) left out: .* got ENOENT/)]);
  await rm(path.join(folder, 'images'), { recursive: true });
  await expect(given.next()).rejects.toThrow(
    /images\/c\.png: expected a file that can be read, got ENOENT\. Is the disk or the network folder/,
  );
  expect(lines).toHaveLength(1);
});

it('fails what is under way when it is closed, and everything after', async () => {
  const loader = workerLoader({ workers: 1 });
  const under = run({ dataset: scenes(), loader });
  await new Promise((done) => setTimeout(done, 5));
  await loader.close();
  await expect(under).rejects.toThrow(/The loader was closed|got a closed one/);
  await expect(run({ dataset: scenes(), loader })).rejects.toThrow(
    'workerLoader: expected a loader that is open, got a closed one.',
  );
  expect(() => workerLoader({ workers: 0 })).toThrow(
    'workerLoader: workers: expected an integer ≥ 1, got 0.',
  );
});
