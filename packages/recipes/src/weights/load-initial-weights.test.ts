import path from 'node:path';
import { readCheckpoint, type StoredTensor, saveParameters, writeSafetensors } from '@tandem-det/checkpoints';
import { newFolder } from '@tandem-det/core/testing';
import type { Detector } from '@tandem-det/detector';
import { startBackend } from '@tandem-det/kernels/backends';
import { beforeAll, describe, expect, it } from 'vitest';
import { modelSchema } from '../config/model-schema.ts';
import { parseConfig } from '../config/parse-config.ts';
import { buildDetector } from '../parts/build-detector.ts';
import { loadInitialWeights } from './load-initial-weights.ts';
import { namesOfPreset } from './names-of-preset.ts';

beforeAll(async () => void (await startBackend({ name: 'cpu', report: () => {} })));

const SMALL = {
  preset: 'atss',
  depth: 18,
  width: 8,
  norm: { kind: 'group' },
  channels: 8,
  convs: 1,
  levels: [3, 5],
} as const;
const LAST = ['bbox_head.atss_cls.weight', 'bbox_head.atss_cls.bias'];

const build = (model: object, classes: readonly string[], seed: number) =>
  buildDetector(parseConfig(modelSchema, model, 'model'), classes, seed);

async function valuesOf({ parameters }: Detector): Promise<Map<string, StoredTensor>> {
  const file = path.join(await newFolder(), 'values.safetensors');
  await saveParameters(parameters, file);
  return readCheckpoint(file);
}

/** A file of a trained model for two classes, under other names; a tensor without one is left out. */
async function fileOf(rename: (name: string) => string | undefined, model: object = SMALL) {
  const detector = build(model, ['a', 'b'], 1);
  const values = await valuesOf(detector);
  detector.dispose();
  const file = path.join(await newFolder(), 'weights.safetensors');
  const tensors = [...values].flatMap(([name, { shape, data }]) => {
    const called = rename(name);
    return called === undefined ? [] : [{ name: called, shape, data: data as Float32Array }];
  });
  await writeSafetensors(file, tensors);
  return { weights: { file }, values };
}

/** Loads into a model of another seed; says which parameters have the file's values then. */
async function taken(
  { weights, values }: Awaited<ReturnType<typeof fileOf>>,
  classes = ['a', 'b'],
  change: Partial<typeof weights> | { scope: 'backbone' } = {},
) {
  const detector = build(SMALL, classes, 2);
  const initial = await valuesOf(detector);
  const { report } = await loadInitialWeights(detector, SMALL.preset, { ...weights, ...change });
  const loaded = await valuesOf(detector);
  detector.dispose();
  for (const [name, { data }] of loaded) {
    expect(data, name).toEqual((report.loaded.includes(name) ? values : initial).get(name)!.data);
  }
  return report;
}

describe('loadInitialWeights', () => {
  it('loads a whole model, and all but the last layers for other classes', async () => {
    const file = await fileOf((name) => name);
    const same = await taken(file);
    expect([same.missing, same.mismatched, same.skipped]).toEqual([[], [], []]);
    const others = await taken(file, ['a', 'b', 'c']);
    expect(others.mismatched.map(({ name }) => name).sort()).toEqual([...LAST].sort());
    expect(others.loaded).toHaveLength(same.loaded.length - 2);
  });

  it("loads a backbone's file into the backbone", async () => {
    const file = await fileOf((name) => (/^backbone\./.test(name) ? name.slice(9) : undefined));
    const { loaded, missing } = await taken(file);
    expect(loaded.every((name) => name.startsWith('backbone.'))).toBe(true);
    expect(loaded).toHaveLength([...file.values.keys()].filter((name) => /^backbone\./.test(name)).length);
    expect(missing).toEqual([...file.values.keys()].filter((name) => !/^backbone\./.test(name)));
  });

  it('loads one part of a whole model', async () => {
    const { loaded } = await taken(await fileOf((name) => name), undefined, { scope: 'backbone' });
    expect(loaded.length).toBeGreaterThan(10);
    expect(loaded.every((name) => name.startsWith('backbone.'))).toBe(true);
  });

  it('refuses a file of which nothing fits, and one that is not there', async () => {
    const { weights, values } = await fileOf((name) => `other.${name}`);
    const [first] = values.keys();
    await expect(taken({ weights, values })).rejects.toThrow(
      `weights ${weights.file}: expected values of the model's parameters, such as ${first}, got ${values.size} tensors that are none of them: other.`,
    );
    await expect(taken({ weights, values }, undefined, { scope: 'backbone' })).rejects.toThrow(
      "expected values of the backbone's parameters",
    );
    const gone = { ...weights, file: '/no/such/file.pth' };
    await expect(taken({ weights: gone, values })).rejects.toThrow(
      '/no/such/file.pth: expected a file that can be read, got ENOENT.',
    );
  });
});

it.each([
  ['yolox', 'backbone.dark2.0.conv.weight', 'backbone.backbone.dark2.0.conv.weight'],
  ['yolox', 'backbone.dark2.0.conv.weight', 'backbone.stage1.0.conv.weight'],
  ['torchvision-retinanet', 'backbone.conv1.weight', 'backbone.body.conv1.weight'],
  ['torchvision-fcos', 'bbox_head.conv_cls.bias', 'head.classification_head.cls_logits.bias'],
  ['fcos', 'bbox_head.conv_cls.bias', 'head.classification_head.cls_logits.bias'],
  ['tood', 'backbone.layer2.0.conv2.conv_offset.weight', 'backbone.layer2.0.conv2_offset.weight'],
] as const)('%s: %s may be %s, or have its own name', (preset, name, called) => {
  expect(namesOfPreset(preset)(name)).toEqual(expect.arrayContaining([name, called]));
});
