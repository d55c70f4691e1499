import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSafetensors, readSafetensors } from './read.ts';
import { writeSafetensors } from './write.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-write-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('what is written reads back, whatever the order of sizes', async () => {
  const path = join(folder, 'round.safetensors');
  const tensors = [
    { name: 'bytes', shape: [3], data: new Uint8Array([1, 2, 3]) },
    { name: '7', shape: [2, 1], data: new Float32Array([0.1, -0]) },
    { name: '__proto__', shape: [], data: new Float64Array([Math.PI]) },
    { name: 'none', shape: [0], data: new Int32Array(0) },
    { name: 'long', shape: [1], data: new BigInt64Array([2n ** 60n]) },
  ];
  await writeSafetensors(path, tensors, { epoch: '3' });
  const read = await readSafetensors(path);
  expect([...read.keys()].sort()).toEqual(['7', '__proto__', 'bytes', 'long', 'none']);
  for (const { name, shape, data } of tensors) {
    expect(read.get(name)?.shape).toEqual(shape);
    expect(read.get(name)?.data).toEqual(data);
  }
  const opened = await openSafetensors(path);
  expect(opened.metadata).toEqual({ epoch: '3' });
  // every tensor begins at a multiple of its value's size, so that others can map the file
  for (const entry of opened.entries.values()) expect(entry.offset % (entry.dtype === 'F64' ? 8 : 1)).toBe(0);
  await opened.close();
});

test('a failed write leaves the old file and nothing else', async () => {
  const path = join(folder, 'kept', 'x.safetensors');
  await expect(writeSafetensors(path, [])).rejects.toThrow('ENOENT');
  const old = join(folder, 'old.safetensors');
  await writeFile(old, 'old');
  const before = await readdir(folder);
  const twice = { name: 'a', shape: [1], data: new Float32Array(1) };
  await expect(writeSafetensors(old, [twice, twice])).rejects.toThrow(
    'writeSafetensors: expected each name once, got "a" twice.',
  );
  await expect(writeSafetensors(old, [{ ...twice, shape: [2, 3] }])).rejects.toThrow(
    'writeSafetensors, tensor "a": expected 6 values for [2, 3], got 1.',
  );
  expect(await readFile(old, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(before);
});

test('a view writes its own part of the buffer', async () => {
  const path = join(folder, 'view.safetensors');
  await writeSafetensors(path, [
    { name: 'v', shape: [2], data: new Float32Array([9, 1, 2, 9]).subarray(1, 3) },
  ]);
  expect([...(await readSafetensors(path)).get('v')!.data]).toEqual([1, 2]);
});
