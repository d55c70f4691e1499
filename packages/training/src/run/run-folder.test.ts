import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder } from '@tandem-det/core/testing';
import { describe, expect, it } from 'vitest';
import { openRunFolder } from './run-folder.ts';

describe('openRunFolder', () => {
  it('makes the folder and leaves nothing in it', async () => {
    const path = join(await newFolder(), 'runs', 'first');
    const folder = await openRunFolder(path);
    expect(folder.checkpoint).toBe(join(path, 'checkpoint.safetensors'));
    expect(await readdir(path)).toEqual([]);
  });

  it('refuses a place where nothing can be written', async () => {
    const file = join(await newFolder(), 'file');
    await writeFile(file, '');
    await expect(openRunFolder(join(file, 'run'))).rejects.toThrow(
      `output folder ${join(file, 'run')}: expected a folder that can be written to, got ENOTDIR. Choose another folder, or change its permissions; nothing has been started.`,
    );
  });
});
