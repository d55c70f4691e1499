import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { newFolder } from './new-folder.fixture.ts';
import { removeUnfinished, replaceFile } from './replace-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await newFolder();
});

it('keeps the old file until the new one is whole, then has only the new one', async () => {
  const path = join(folder, 'a.txt');
  await writeFile(path, 'old');
  await replaceFile(path, async (file) => {
    await file.writeFile('new, ');
    expect(await readFile(path, 'utf8')).toBe('old');
    await file.writeFile('whole');
  });
  expect(await readFile(path, 'utf8')).toBe('new, whole');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

it('leaves the old file, and nothing else, where writing fails', async () => {
  const path = join(folder, 'a.txt');
  await writeFile(path, 'old');
  const failing = replaceFile(path, async (file) => {
    await file.writeFile('ne');
    throw new Error('no space left');
  });
  await expect(failing).rejects.toThrow('no space left');
  expect(await readFile(path, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['a.txt']);
});

it('removes what a killed writer left, and no other file', async () => {
  const names = ['.a.txt.0f8fad5b-d9cb-469f-a165-70867728950e.part', '.hidden.part', 'a.part', 'a.txt'];
  await Promise.all(names.map((name) => writeFile(join(folder, name), '')));
  await removeUnfinished(folder);
  expect((await readdir(folder)).sort()).toEqual(['.hidden.part', 'a.part', 'a.txt']);
});
