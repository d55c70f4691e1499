import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Picture } from './events.ts';
import { withRoom } from './with-room.ts';

/** Writes `NAME/step-000300.png` for each picture, so that a folder shows one image over time; returns the paths. */
export async function writePictures(
  folder: string,
  step: number,
  pictures: readonly Picture[],
): Promise<string[]> {
  const file = `step-${String(step).padStart(6, '0')}.png`;
  return Promise.all(
    pictures.map(async ({ name, png }) => {
      const path = join(folder, name, file);
      await mkdir(join(folder, name), { recursive: true });
      await withRoom(path, () => writeFile(path, png));
      return path;
    }),
  );
}
