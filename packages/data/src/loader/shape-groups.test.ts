import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, expect, it } from 'vitest';
import { run } from '../testing/batches.ts';
import { datasetOf, record } from '../testing/fixtures.ts';

beforeAll(() => tf.setBackend('cpu'));

it('keeps wide and tall images apart where told so, in batches as many', async () => {
  const images = [1, 2, 3, 4, 5, 6, 7].map((id) =>
    record(id, [], id % 2 === 1 ? { width: 8, height: 4 } : { width: 4, height: 8 }),
  );
  const seen = await run({ dataset: datasetOf(images), batchSize: 2, groupByShape: true });
  // 1 and 3 are wide, 2 and 4 tall, 5 and 7 wide; 6 is left.
  expect(seen.map(({ ids }) => ids)).toEqual([[1, 3], [2, 4], [5, 7], [6]]);
});
