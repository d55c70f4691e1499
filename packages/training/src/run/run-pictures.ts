import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Picture } from './events.ts';

/** Writes `NAME/step-000300.png` for each picture, so that a folder shows one image over time; returns the paths. */
export async function writePictures(
  folder: string,
  step: number,
  pictures: readonly Picture[],
): Promise<string[]> {
  const file = `step-${String(step).padStart(6, '0')}.png`;
  return Promise.all(
    pictures.map(async ({ name, png }) => {
      await mkdir(join(folder, name), { recursive: true });
      await writeFile(join(folder, name, file), png);
      return join(folder, name, file);
    }),
  );
}
