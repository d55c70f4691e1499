import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParameterStore } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadParameters } from './load-parameters.ts';
import { formatLoadReport } from './load-report.ts';
import { readSafetensors } from './safetensors/read.ts';
import { writeSafetensors } from './safetensors/write.ts';
import { saveParameters } from './save-parameters.ts';

let folder = '';
beforeAll(async () => {
  await tf.setBackend('cpu');
  folder = await mkdtemp(join(tmpdir(), 'tandem-load-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A convolution of 3×3×1 to `classes` filters with its bias, and a running statistic. */
function model(classes: number, seed: number): ParameterStore {
  const store = new ParameterStore(seed);
  const initializer = (shape: readonly number[], random: () => number) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, random);
  store.create('backbone.bn.running_mean', [2], { initializer, role: 'statistic', trainable: false });
  store.create('head.cls.weight', [3, 3, 1, classes], { initializer, layout: 'convolution' });
  store.create('head.cls.bias', [classes], { initializer, role: 'bias' });
  return store;
}
const values = (store: ParameterStore) => store.all.map(({ variable }) => [...variable.dataSync()]);

test('a saved store loads back to the last bit, through the layout of the reference', async () => {
  const path = join(folder, 'same.safetensors');
  const first = model(2, 1);
  const second = model(2, 2);
  await saveParameters(first, path, { classes: ['cat', 'dog'] });
  const stored = (await readSafetensors(path)).get('head.cls.weight')!;
  expect(stored.shape).toEqual([2, 1, 3, 3]);
  // OIHW value (o 1, i 0, h 2, w 0) is HWIO value ((2·3 + 0)·1 + 0)·2 + 1 = 13
  expect(stored.data[1 * 9 + 2 * 3]).toBe(values(first)[1]![13]);
  const before = tf.memory().numTensors;
  const report = await loadParameters(second, path, { classes: ['cat', 'dog'] });
  expect(tf.memory().numTensors).toBe(before);
  expect(values(second)).toEqual(values(first));
  expect(report).toEqual({
    source: path,
    loaded: ['backbone.bn.running_mean', 'head.cls.weight', 'head.cls.bias'],
    skipped: [],
    missing: [],
    mismatched: [],
    rounded: {},
  });
});

test('another number of classes: refused as a whole, or all but the last layers', async () => {
  const path = join(folder, 'three.safetensors');
  await saveParameters(model(3, 1), path, { classes: ['a', 'b', 'c'] });
  const store = model(2, 2);
  const before = values(store);
  await expect(loadParameters(store, path, { classes: ['a', 'b'] })).rejects.toThrow(
    `${path}, class list: expected 2 classes (a, b), got 3 classes (a, b, c). Pass strict: false to load what fits.`,
  );
  await expect(loadParameters(store, path)).rejects.toThrow(
    'loadParameters: expected every parameter in the file with its shape, got 0 missing and 2 of another shape.',
  );
  expect(values(store)).toEqual(before);
  const report = await loadParameters(store, path, { strict: false, classes: ['a', 'b'] });
  expect(values(store)[0]).toEqual(values(model(3, 1))[0]);
  expect(values(store).slice(1)).toEqual(before.slice(1));
  expect(formatLoadReport(report)).toBe(
    [
      `${path}: 1 loaded, 2 of another shape, 0 missing, 0 not used`,
      '  class list: the file has 3 classes (a, b, c)',
      '  another shape: head.cls.weight is [3, 1, 3, 3], the model has [2, 1, 3, 3]',
      '  another shape: head.cls.bias is [3], the model has [2]',
    ].join('\n'),
  );
});

test('the same number of other classes is an error too', async () => {
  const path = join(folder, 'other.safetensors');
  await saveParameters(model(2, 1), path, { classes: ['cat', 'dog'] });
  await expect(loadParameters(model(2, 2), path, { classes: ['dog', 'cat'] })).rejects.toThrow(
    'class list: expected 2 classes (dog, cat), got class 0 "cat" where "dog" is wanted.',
  );
});

test('a backbone loads from a file without the prefix; what is missing or not used is named', async () => {
  const path = join(folder, 'backbone.safetensors');
  await writeSafetensors(path, [
    { name: 'bn.running_mean', shape: [2], data: new Float64Array([0.5, 0.1]) },
    { name: 'bn.num_batches_tracked', shape: [], data: new BigInt64Array([5n]) },
    { name: 'fc.bias', shape: [1], data: new Float32Array([1]) },
  ]);
  const store = model(2, 1);
  const report = await loadParameters(store, path, { scope: 'backbone' });
  expect(report.loaded).toEqual(['backbone.bn.running_mean']);
  expect(values(store)[0]).toEqual([0.5, Math.fround(0.1)]);
  expect(formatLoadReport(report)).toBe(
    [
      `${path}: 1 loaded, 0 of another shape, 0 missing, 1 not used`,
      '  not used: fc.bias',
      '  rounded to float32: backbone.bn.running_mean (1 values)',
    ].join('\n'),
  );
  const whole = await loadParameters(store, path, { strict: false });
  expect(whole.missing).toEqual(['backbone.bn.running_mean', 'head.cls.weight', 'head.cls.bias']);
});

test('a damaged class list is named', async () => {
  const path = join(folder, 'damaged.safetensors');
  await writeSafetensors(path, [], { classes: '{' });
  await expect(loadParameters(new ParameterStore(), path)).rejects.toThrow(
    `${path}, metadata "classes": expected a JSON list of class names, got {.`,
  );
});
