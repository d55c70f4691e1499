import { readFile } from 'node:fs/promises';
import { ExpectationError } from '@tandem-det/core/errors';
import sharp from 'sharp';
import type { RgbImage } from '../dataset.ts';
import type { Size } from './resize.ts';
import { UnreachableError } from './unreachable-error.ts';

/** Which way up: as the camera's EXIF orientation says, or as the pixels are stored. */
export type Orientation = 'upright' | 'stored';

/** Both sizes of an image file, read from its header. */
export interface ImageFileSize {
  readonly upright: Size;
  readonly stored: Size;
  /** Whether EXIF says that the camera was not held upright, or the image is mirrored. */
  readonly isTurned: boolean;
}

/** Sizes of an image file without decoding it. Throws for a file that is no readable image. */
export async function imageFileSize(path: string): Promise<ImageFileSize> {
  const {
    width,
    height,
    orientation = 1,
  } = await sharp(path)
    .metadata()
    .catch((error: Error) => refuse(path, error));
  const stored = { width, height };
  const upright = orientation >= 5 ? { width: height, height: width } : stored;
  return { stored, upright, isTurned: orientation > 1 };
}

/**
 * The pixels of an image file (JPEG, PNG, WebP, ...) as RGB; grey is repeated, alpha dropped, 16 bits
 * reduced to 8. Anything the decoder warns of, such as a truncated or damaged JPEG, is an error.
 */
export async function decodeImage(path: string, orientation: Orientation = 'upright'): Promise<RgbImage> {
  // Read at once: libvips reads a file in small pieces, which takes as long as a third of decoding.
  const bytes = await readFile(path).catch(({ code, message }: NodeJS.ErrnoException) => {
    throw new UnreachableError(path, code ?? message);
  });
  if (bytes.length === 0) refuse(path, new Error('the file is empty'));
  const source = sharp(bytes, { failOn: 'warning' });
  const turned = orientation === 'upright' ? source.rotate() : source;
  const { data, info } = await turned
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: Error) => refuse(path, error));
  return {
    width: info.width,
    height: info.height,
    data: new Uint8Array(data.buffer, data.byteOffset, data.length),
  };
}

function refuse(path: string, error: Error): never {
  // The decoder may say the same of every try.
  const said = new Set(error.message.trim().split(/\s*\n\s*/));
  throw new ExpectationError(
    path,
    'a readable image',
    `an error of the decoder (${[...said].join('; ')})`,
    'Replace or re-encode the file, or leave such images out with onBadImage: "skip".',
  );
}
