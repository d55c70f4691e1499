import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { ExpectationError } from '@tandem-det/base';
import { beforeAll, expect, it } from 'vitest';
import { disposeBatch } from './batch.ts';
import { batches } from './batches.ts';
import { run, tenImages } from './testing/batches.ts';
import { datasetOf, record } from './testing/fixtures.ts';

beforeAll(() => tf.setBackend('cpu'));

it('leaves no tensor behind, also when left early', async () => {
  const before = tf.memory().numTensors;
  await run();
  for await (const batch of batches({ dataset: tenImages(), batchSize: 2 })) {
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
