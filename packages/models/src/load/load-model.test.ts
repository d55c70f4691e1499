import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { decodeImage } from '@tandem-det/data';
import { describeBackends } from '@tandem-det/kernels/testing';
import { describe, expect, it } from 'vitest';
import { loadModel } from './load-model.ts';

const shared = process.env['TANDEM_SHARED'] ?? path.resolve(import.meta.dirname, '../../../../../shared');
const weights = path.join(shared, 'weights/yolox_nano_0.1.1rc0.safetensors');
const photos = path.join(shared, 'data/coco-ccby');
const hasWeights = existsSync(weights) && existsSync(photos);
if (!hasWeights) console.warn(`skipped: no published weights and photographs in ${shared}`);

interface CocoJson {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly categories: readonly { readonly id: number; readonly name: string }[];
}
interface CocoResult {
  readonly image_id: number;
  readonly category_id: number;
  readonly bbox: readonly [number, number, number, number];
  readonly score: number;
}

describeBackends('loadModel', () => {
  it.skipIf(!hasWeights)(
    'finds what onnxruntime finds, best first, however the photograph is given',
    async () => {
      const [coco, results] = (await Promise.all(
        ['val.json', 'yolox-nano-detections.json'].map(async (name) =>
          JSON.parse(await readFile(path.join(photos, name), 'utf8')),
        ),
      )) as [CocoJson, CocoResult[]];
      const { id, file_name } = coco.images[0]!;
      const file = path.join(photos, 'images/val', file_name);
      const expected = results
        .filter(({ image_id, score }) => image_id === id && score >= 0.3)
        .toSorted((a, b) => b.score - a.score);
      const model = await loadModel('yolox-nano', { weights });
      const found = await model.detect(file);
      expect(found.length).toBe(expected.length);
      for (const [index, { label, score, box }] of found.entries()) {
        const { category_id, bbox, score: theirs } = expected[index]!;
        expect(label).toBe(coco.categories.find((category) => category.id === category_id)!.name);
        expect(score).toBeCloseTo(theirs, 3);
        expect(Math.abs(box[2] - box[0] - bbox[2])).toBeLessThan(1);
      }
      const lists = await model.detect([pathToFileURL(file), await readFile(file), await decodeImage(file)]);
      expect(lists).toEqual([found, found, found]);
      await model.dispose();
    },
  );

  it.skipIf(!hasWeights)(
    'says which classes it does not know, and that a file is of another model',
    async () => {
      await expect(loadModel('yolox-nano', { weights, classes: ['apple', 'pear'] })).rejects.toThrow(
        'classes for yolox-nano: expected classes that it was trained for, got pear. ' +
          'Train a detector that begins with it: weights: { model: yolox-nano }.',
      );
      await expect(loadModel('yolox-s', { weights })).rejects.toThrow(
        /loaded as yolox-s: expected values of every parameter, got \d+ missing.*It may be a file of another model/,
      );
    },
  );
});

describe('loadModel', () => {
  it('says that a name is none, and that a folder has no checkpoint', async () => {
    await expect(loadModel('yolox-namo')).rejects.toThrow('Did you mean "yolox-nano"?');
    await expect(loadModel(import.meta.dirname)).rejects.toThrow(
      `loadModel: expected the folder of a run, got "${import.meta.dirname}", which has no checkpoint.safetensors.`,
    );
  });
});
