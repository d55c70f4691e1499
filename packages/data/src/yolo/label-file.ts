import path from 'node:path';
import type { Directories } from '../files/directories.ts';

/** `…/images/train/a.jpg` to `…/labels/train/a.txt`: the last folder called images is the one replaced. */
export function labelFile(image: string): string {
  const parts = path.parse(image);
  return path.join(labelFolder(parts.dir), `${parts.name}.txt`);
}

/** The folder of labels for a folder of images. */
export function labelFolder(folder: string): string {
  const folders = folder.split(path.sep);
  const at = folders.lastIndexOf('images');
  if (at >= 0) folders[at] = 'labels';
  return folders.join(path.sep);
}

/** A label file that is there. */
export interface FoundLabels {
  readonly path: string;
  /** Whether it lies beside an image that is in a folder called images, where YOLO does not look. */
  readonly isBeside: boolean;
}

/** The label file of an image: where it belongs, or else beside the image. */
export async function findLabels(image: string, folders: Directories): Promise<FoundLabels | undefined> {
  const { dir, name } = path.parse(image);
  const usual = labelFolder(dir);
  const found = await folders.find(usual, name, '.txt');
  if (found !== undefined) return { path: path.join(usual, found), isBeside: false };
  if (usual === dir) return undefined;
  const beside = await folders.find(dir, name, '.txt');
  return beside === undefined ? undefined : { path: path.join(dir, beside), isBeside: true };
}
