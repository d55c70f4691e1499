import { batches, disposeBatch, generatedScenes } from '@tandem-det/data';
import { startBackend } from '@tandem-det/kernels/backends';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.ts';
import { runSchema } from '../config/run-schema.ts';
import { buildInput } from './build-input.ts';

let stop: () => Promise<void>;
beforeAll(async () => {
  ({ stop } = await startBackend({ name: 'cpu', report: () => {} }));
});
afterAll(() => stop());

/** Shapes and boxes of the batches that a config's input makes of scenes of 48 × 32. */
async function batchesOf(input: object, data: object, training = true) {
  const config = parseConfig(runSchema, { input: { width: 64, height: 64, ...input }, data }, 'config');
  const built = buildInput(config, { training });
  const dataset = generatedScenes({ count: 4, seed: 1, size: { width: 48, height: 32 } });
  const seen: { shape: number[]; boxes: string }[] = [];
  for await (const batch of batches({ ...built, dataset, batchSize: 2, seed: 3 })) {
    seen.push({ shape: batch.images.shape.slice(1, 3), boxes: (await batch.truth.boxes.data()).join() });
    disposeBatch(batch);
  }
  await built.loader.close();
  return seen;
}

it.each([
  ['flip', { kind: 'flip' }],
  ['ssd', { kind: 'ssd' }],
  ['yolox', { kind: 'yolox' }],
])('%s: batches of the input size, the same with threads', async (_, augmentation) => {
  const seen = await batchesOf({ augmentation }, { workers: 0 });
  expect(seen.map(({ shape }) => shape)).toEqual([
    [64, 64],
    [64, 64],
  ]);
  expect(await batchesOf({ augmentation }, { workers: 1 })).toEqual(seen);
});

it('multi-scale: batches as large as the side drawn, in multiples of 32', async () => {
  const augmentation = { kind: 'multi-scale', shortSides: [40], mode: 'value' };
  // 48 × 32 to a short side of 40: 60 × 40.
  expect((await batchesOf({ augmentation }, {}))[0]!.shape).toEqual([64, 64]);
  const small = { kind: 'multi-scale', shortSides: [20, 21], mode: 'range' };
  expect((await batchesOf({ augmentation: small }, {}))[0]!.shape).toEqual([32, 32]);
});

it('nothing is random in evaluation', async () => {
  const seen = await batchesOf({ augmentation: { kind: 'yolox' } }, {}, false);
  expect(seen).toEqual(await batchesOf({ flip: 0 }, {}));
});

it('has the channels in the order that the config says, filled up with its padding', async () => {
  const pixelsOf = async (input: object) => {
    const config = parseConfig(runSchema, { input: { width: 64, height: 64, ...input }, data: {} }, 'config');
    const built = buildInput(config, { training: false });
    const dataset = generatedScenes({ count: 1, seed: 1, size: { width: 64, height: 32 } });
    const { value: batch } = await batches({ ...built, dataset, batchSize: 1 }).next();
    const pixels = [...(await batch!.images.data())];
    disposeBatch(batch!);
    await built.loader.close();
    return pixels;
  };
  const plain = { mean: [0, 0, 0], deviation: [1, 1, 1] };
  const [rgb, bgr] = [
    await pixelsOf({ normalization: plain }),
    await pixelsOf({ normalization: { ...plain, order: 'BGR', padding: 114 } }),
  ];
  expect(bgr.slice(0, 3)).toEqual(rgb.slice(0, 3).toReversed());
  expect(new Set(rgb.slice(0, 3)).size).toBeGreaterThan(1);
  expect(new Set(rgb.slice(32 * 64 * 3))).toEqual(new Set([0]));
  expect(new Set(bgr.slice(32 * 64 * 3))).toEqual(new Set([114]));
});
