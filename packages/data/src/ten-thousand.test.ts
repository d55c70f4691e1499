import '@tensorflow/tfjs-backend-cpu';
import { link, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { disposeBatch } from './batch.ts';
import { batches } from './batches.ts';
import { readCoco } from './coco/read.ts';
import { workerLoader } from './loader/worker-loader.ts';
import { folderWith, pngOf } from './testing/folder.ts';

beforeAll(() => tf.setBackend('cpu'));

const IMAGES = 10_000;
const CORRUPT = 7_776;
const nameOf = (index: number) => `${String(index).padStart(5, '0')}.jpg`;

/** Ten thousand names of one small JPEG; one of them is cut in half. */
async function tenThousandImages() {
  const jpeg = await sharp(await pngOf(16, 8))
    .jpeg()
    .toBuffer();
  const coco = {
    images: Array.from({ length: IMAGES }, (_, index) => ({
      id: index + 1,
      file_name: nameOf(index),
      width: 16,
      height: 8,
    })),
    annotations: [],
    categories: [{ id: 1, name: 'cell' }],
  };
  const { folder, remove } = await folderWith({ 'all.json': JSON.stringify(coco), 'images/whole': jpeg });
  onTestFinished(remove);
  const images = path.join(folder, 'images');
  for (let index = 0; index < IMAGES; index++) {
    const file = path.join(images, nameOf(index));
    if (index === CORRUPT) await writeFile(file, jpeg.subarray(0, jpeg.length / 2));
    else await link(path.join(images, 'whole'), file);
  }
  return readCoco({ annotations: path.join(folder, 'all.json'), images });
}

it('a corrupt image among 10,000 stops the epoch by its name, or is left out, said once, and counted', async () => {
  const dataset = await tenThousandImages();
  const loader = workerLoader({ workers: 2 });
  onTestFinished(() => loader.close());
  const options = { dataset, loader, batchSize: 100, padMultiple: 8 };
  const said = /images\/07776\.jpg: expected a readable image, got an error of the decoder \(.+\)\. /;

  const strict = async () => {
    for await (const batch of batches({ ...options, startAt: 76 })) {
      expect(batch.position.index).toBe(76);
      disposeBatch(batch);
    }
  };
  await expect(strict()).rejects.toThrow(said);

  const lines: string[] = [];
  const seen = new Set<number>();
  const report = (line: string) => lines.push(line);
  for await (const batch of batches({ ...options, shuffle: true, onBadImage: 'skip', report })) {
    for (const { id } of batch.records) seen.add(id);
    disposeBatch(batch);
  }
  expect(seen.size).toBe(IMAGES - 1);
  expect(seen.has(CORRUPT + 1)).toBe(false);
  expect(lines).toEqual([expect.stringMatching(/^image 7777 \(07776\.jpg\) left out: /)]);
  expect(lines[0]).toMatch(said);
});
