import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { coordinateImage } from './fixtures.ts';

/** A new folder with these files (texts or bytes by path) in it, and how to remove it. */
export async function folderWith(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tandem-data-'));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A `coordinateImage` as a PNG file. */
export async function pngOf(width: number, height: number): Promise<Uint8Array> {
  const raw = { width, height, channels: 3 as const };
  return sharp(coordinateImage(width, height).data, { raw }).png().toBuffer();
}
