import path from 'node:path';

/** How an image is called in a dataset, and the folder that this is relative to. */
export interface ImageNameParts {
  readonly folder: string;
  readonly fileName: string;
}

/**
 * The names of image files: the last part of their paths where that tells them apart, otherwise their paths from the
 * deepest folder that all are in.
 */
export function imageNames(files: readonly string[]): ImageNameParts[] {
  const names = files.map((file) => path.basename(file));
  if (new Set(names).size === new Set(files).size) {
    return files.map((file, index) => ({ folder: path.dirname(file), fileName: names[index]! }));
  }
  const folder = commonFolder(files);
  return files.map((file) => ({ folder, fileName: path.relative(folder, file).split(path.sep).join('/') }));
}

function commonFolder(files: readonly string[]): string {
  let common = path.dirname(files[0]!).split(path.sep);
  for (const file of files) {
    const parts = path.dirname(file).split(path.sep);
    let length = 0;
    while (length < common.length && parts[length] === common[length]) length += 1;
    common = common.slice(0, length);
  }
  return common.join(path.sep) || path.sep;
}
