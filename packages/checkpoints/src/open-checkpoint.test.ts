import { ParameterStore } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { loadParameters } from './load-parameters.ts';
import { formatLoadReport } from './load-report.ts';
import { openCheckpoint, readCheckpoint } from './open-checkpoint.ts';
import {
  bytesOf,
  dict,
  floats,
  legacyFile,
  little,
  pickle,
  tensor,
  text,
  tuple,
  zipFile,
} from './pytorch/hand-made.ts';

/** `PREFIXa` is value 0 and `PREFIXb` are values 1 and 2. */
function weights(prefix: string): Uint8Array {
  const a = tensor({ length: 3, shape: [1], strides: [1] });
  const b = tensor({ length: 3, shape: [2], strides: [1], offset: 1 });
  return dict(text(`${prefix}a`), a, text(`${prefix}b`), b);
}
const NUMBERS = floats(1, 2, 3);
const zipped = (object: Uint8Array) => zipFile(pickle(object), { 0: NUMBERS });
function safetensors(name: string): Uint8Array {
  const header = `{"${name}":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}`;
  return bytesOf(little(header.length, 8), header, NUMBERS);
}

test('the content decides the format', async () => {
  const formats = [
    safetensors('a'),
    zipped(weights('')),
    legacyFile(pickle(weights('')), { 0: [3, NUMBERS] }),
  ];
  const opened = await Promise.all(formats.map((bytes) => openCheckpoint(bytes)));
  expect(opened.map(({ format, stateDict, removedPrefix }) => [format, stateDict, removedPrefix])).toEqual([
    ['safetensors', '', ''],
    ['pytorch', '', ''],
    ['pytorch', '', ''],
  ]);
  expect([...(await readCheckpoint(formats[0]!)).get('a')!.data]).toEqual([1, 2, 3]);
  expect([...(await readCheckpoint(formats[2]!)).get('b')!.data]).toEqual([2, 3]);
});

test('a prefix goes where it is told to, or where every name has it', async () => {
  const file = await openCheckpoint(zipped(weights('module.')), { removePrefix: 'auto' });
  expect(file.removedPrefix).toBe('module.');
  expect([...file.entries]).toEqual([
    ['a', { name: 'a', dtype: 'F32', shape: [1] }],
    ['b', { name: 'b', dtype: 'F32', shape: [2] }],
  ]);
  expect(await file.read('b')).toEqual({
    name: 'b',
    dtype: 'F32',
    shape: [2],
    data: new Float32Array([2, 3]),
  });
  await expect(file.read('module.b')).rejects.toThrow('expected a tensor "module.b", got none of that name.');
  expect([...(await readCheckpoint(zipped(weights('module.')))).keys()]).toEqual(['module.a', 'module.b']);
  expect([...(await readCheckpoint(safetensors('x.y'), { removePrefix: 'x.' })).keys()]).toEqual(['y']);
  const mixed = dict(text('module.a'), tensor({ length: 3, shape: [1], strides: [1] }), [
    weights('').subarray(2, -1),
  ]);
  expect((await openCheckpoint(zipped(mixed), { removePrefix: 'auto' })).removedPrefix).toBe('');
  await expect(openCheckpoint(zipped(mixed), { removePrefix: 'module.' })).rejects.toThrow(
    'checkpoint: expected names that differ without "module.", got "a" twice.',
  );
  await expect(openCheckpoint(safetensors('a'), { removePrefix: 'module.' })).rejects.toThrow(
    'checkpoint: expected names that begin with "module.", got none.',
  );
});

test('the wrappers of data-parallel and compiled models go in any order', async () => {
  for (const prefix of ['_orig_mod.', 'module._orig_mod.', '_orig_mod.module.', 'module.module.']) {
    const file = await openCheckpoint(zipped(weights(prefix)), { removePrefix: 'auto' });
    expect([file.removedPrefix, ...file.entries.keys()]).toEqual([prefix, 'a', 'b']);
  }
  const averaged = dict(text('n_averaged'), tensor({ length: 3, shape: [], strides: [] }), [
    weights('module.x.').subarray(2, -1),
  ]);
  const file = await openCheckpoint(zipped(averaged), { removePrefix: 'auto' });
  expect([...file.entries.keys()]).toEqual(['n_averaged', 'x.a', 'x.b']);
});

test('a report says which weights were taken where there are others', async () => {
  await tf.setBackend('cpu');
  const store = new ParameterStore();
  store.create('b', [2], { initializer: () => new Float32Array(2) });
  const bytes = zipped(dict(text('state_dict'), weights(''), text('state_dict_ema'), weights('')));
  expect(formatLoadReport(await loadParameters(store, bytes))).toBe(
    [
      'checkpoint: 1 loaded, 0 of another shape, 0 missing, 1 not used',
      '  taken from "state_dict_ema"; there are tensors at "state_dict" (2) too: stateDict chooses',
      '  not used: a',
    ].join('\n'),
  );
});

test('a checkpoint of mmdetection, wrapped, loads into parameters with a report', async () => {
  await tf.setBackend('cpu');
  const store = new ParameterStore();
  store.create('b', [2], { initializer: () => new Float32Array(2) });
  const meta = dict(text('CLASSES'), tuple(text('cat'), text('dog')));
  const bytes = zipped(dict(text('meta'), meta, text('state_dict'), weights('module.')));
  const report = await loadParameters(store, bytes, { classes: ['cat', 'dog'] });
  expect([...store.all[0]!.variable.dataSync()]).toEqual([2, 3]);
  expect(formatLoadReport(report)).toBe(
    [
      'checkpoint: 1 loaded, 0 of another shape, 0 missing, 1 not used',
      '  removed from the names: module.',
      '  not used: a',
    ].join('\n'),
  );
  await expect(loadParameters(store, bytes, { classes: ['cat', 'cow'] })).rejects.toThrow(
    'checkpoint, class list: expected 2 classes (cat, cow), got class 1 "dog" where "cow" is wanted.',
  );
  const kept = await loadParameters(store, bytes, { strict: false, removePrefix: '' });
  expect([kept.loaded, kept.missing]).toEqual([[], ['b']]);
});

test.each([
  [
    'an empty file',
    new Uint8Array(0),
    {},
    'checkpoint: expected a file of safetensors or PyTorch, got an empty file.',
  ],
  [
    'a web page',
    bytesOf('<!DOCTYPE html>'),
    {},
    'got one that begins with bytes 3c 21 44 4f 43 54 59 50 45. It may be a web page',
  ],
  ['a pickle of protocol 1', bytesOf(0x80, 1, 'N.'), {}, 'got one that begins with bytes 80 01 4e 2e.'],
  [
    'a level in safetensors',
    safetensors('a'),
    { stateDict: 'model' },
    'checkpoint: expected stateDict empty: safetensors has no levels, got "model".',
  ],
])('refuses %s', async (_, bytes, options, message) => {
  await expect(openCheckpoint(bytes, options)).rejects.toThrow(message);
});
