import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { folderWith } from '../testing/folder.ts';
import { listTree } from './list-tree.ts';

it('lists files of all folders, in order, follows links once and names hidden folders', async () => {
  const { folder, remove } = await folderWith({ 'b.txt': '', 'a/c.txt': '', 'a/d/e.txt': '', '.git/x': '' });
  onTestFinished(remove);
  await symlink(folder, path.join(folder, 'a', 'round'));
  await symlink(path.join(folder, 'a'), path.join(folder, 'linked'));
  await symlink('nowhere', path.join(folder, 'broken'));
  expect(await listTree(folder, 'readVoc: images', '')).toEqual([
    '.git/',
    'a/c.txt',
    'a/d/e.txt',
    'b.txt',
    'broken',
    'linked/c.txt',
    'linked/d/e.txt',
  ]);
});

it('says which folder cannot be read', async () => {
  await expect(listTree('none', 'readVoc: images', 'Check it.')).rejects.toThrow(
    'readVoc: images: expected a folder that can be read, got "none" (ENOENT). Check it.',
  );
});
