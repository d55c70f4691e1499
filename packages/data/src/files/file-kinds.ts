import path from 'node:path';

/** Endings of image files that are read: what sharp decodes, and BMP and PNM. */
export const IMAGE_ENDINGS = [
  ...['.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.webp', '.gif', '.avif', '.tif', '.tiff'],
  ...['.bmp', '.dib', '.ppm', '.pgm', '.pnm'],
];

/** Whether a file of this name is taken for an image. Those that begin with `._` hold what macOS knows of another. */
export function isImageName(name: string): boolean {
  return hasEnding(name, IMAGE_ENDINGS);
}

/** Whether a file is of this name's kind, in capitals or not, and not one of those that macOS leaves behind. */
export function hasEnding(name: string, endings: readonly string[]): boolean {
  return endings.includes(path.extname(name).toLowerCase()) && !path.basename(name).startsWith('._');
}

/** The path without the ending of the file. */
export function stemOf(name: string): string {
  return name.slice(0, name.length - path.extname(name).length);
}

/**
 * A name as people compare it: composed characters (NFC; macOS decomposes them), `/` for `\`, and `%20` and its like
 * as the characters that they stand for. Two names alike in this are written for one file.
 */
export function plainName(name: string): string {
  const slashed = name
    .replaceAll('\\', '/')
    .replaceAll(/\/\/+/g, '/')
    .replace(/^(\.\/)+/, '');
  return decoded(slashed).normalize('NFC');
}

function decoded(name: string): string {
  if (!/%[0-9a-f]{2}/i.test(name)) return name;
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
