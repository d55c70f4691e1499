import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, it } from 'vitest';
import type { BatchOptions } from '../batches.ts';
import { run } from '../testing/batches.ts';
import { datasetOf, object, record } from '../testing/fixtures.ts';
import { horizontalFlip } from '../transforms/flip.ts';
import { resize } from '../transforms/resize.ts';
import { localLoader } from './local-loader.ts';

beforeAll(() => tf.setBackend('cpu'));

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
