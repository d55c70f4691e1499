import { open, readFile } from 'node:fs/promises';
import { ExpectationError } from '@tandem-det/base';
import sharp from 'sharp';
import { bmpSize, decodeBmp, isBmp } from './bmp.ts';
import { decodeTolerantly } from './damaged.ts';
import type { DecodedImage, Orientation } from './decoded-image.ts';
import { decodePnm, isPnm, pnmSize } from './pnm.ts';
import type { Size } from './size.ts';
import { UnreachableError } from './unreachable-error.ts';
import { decodeWide, isWide } from './wide-values.ts';

/** What is done with a colour profile in a file: nothing, as OpenCV and Pillow do, or its colours become those of sRGB. */
export type ColorProfile = 'ignore' | 'apply';

/** Both sizes of an image file, read from its header. */
export interface ImageFileSize {
  readonly upright: Size;
  readonly stored: Size;
  /** Whether EXIF says that the camera was not held upright, or the image is mirrored. */
  readonly isTurned: boolean;
}

/** Most pixels of an image: sharp's own limit, 16383². */
const MOST_PIXELS = 0x3fff ** 2;

/**
 * Sizes of an image file without decoding it. Throws for a file that is no readable image, or one of more than 16383²
 * pixels.
 */
export function imageFileSize(path: string): Promise<ImageFileSize> {
  return imageSize(path, path);
}

async function imageSize(from: string | Uint8Array, path: string): Promise<ImageFileSize> {
  const found = await sharp(from, { limitInputPixels: false })
    .metadata()
    .catch((error: Error) => otherFormatSize(path, error));
  const { width, height } = found;
  if (width * height > MOST_PIXELS) {
    throw new ExpectationError(
      path,
      `at most ${MOST_PIXELS.toLocaleString('en')} pixels (16383²)`,
      `${width}×${height}`,
      'Cut the image into tiles, or shrink it, with its annotations.',
    );
  }
  const orientation = 'orientation' in found ? (found.orientation ?? 1) : 1;
  const stored = { width, height };
  const upright = orientation >= 5 ? { width: height, height: width } : stored;
  return { stored, upright, isTurned: orientation > 1 };
}

/**
 * The pixels of an image file (JPEG, PNG, WebP, BMP, ...) as RGB; grey is repeated, alpha dropped, 16 bits
 * reduced to 8, floats of 0 to 1 spread over 0 to 255. A file that is cut off or that the decoder cannot read is an
 * error, as is one whose values would come out nearly black (12 bits kept in 16); what the decoder only warns of is in
 * `warnings`.
 */
export async function decodeImage(
  path: string,
  orientation: Orientation = 'upright',
  colorProfile: ColorProfile = 'ignore',
): Promise<DecodedImage> {
  // Read at once: libvips reads a file in small pieces, which takes as long as a third of decoding.
  const bytes = await readFile(path).catch(({ code, message }: NodeJS.ErrnoException) => {
    throw new UnreachableError(path, code ?? message);
  });
  return decodeBytes(bytes, { name: path, orientation, colorProfile });
}

export interface DecodeBytesOptions {
  /** What errors call the image. */
  readonly name?: string;
  readonly orientation?: Orientation;
  readonly colorProfile?: ColorProfile;
}

/** The same of an image file in memory. */
export async function decodeBytes(
  bytes: Uint8Array,
  { name = 'image', orientation = 'upright', colorProfile = 'ignore' }: DecodeBytesOptions = {},
): Promise<DecodedImage> {
  if (bytes.length === 0) refuse(name, new Error('the file is empty'));
  try {
    if (isBmp(bytes)) return decodeBmp(bytes);
    if (isPnm(bytes)) return decodePnm(bytes);
    const wide = isWide(bytes) ? await decodeWide(name, bytes, orientation) : undefined;
    if (wide !== undefined) return wide;
    return await decodeTolerantly(bytes, (source, failOn) =>
      pixelsOf(source, { failOn, orientation, colorProfile }),
    );
  } catch (error) {
    if (error instanceof ExpectationError) throw error;
    // An image beyond the limit says its size.
    if ((error as Error).message.includes('pixel limit')) await imageSize(bytes, name);
    return refuse(name, error as Error);
  }
}

interface PixelOptions extends Required<Pick<DecodeBytesOptions, 'orientation' | 'colorProfile'>> {
  readonly failOn: 'warning' | 'error';
}

async function pixelsOf(
  bytes: Uint8Array,
  { failOn, orientation, colorProfile }: PixelOptions,
): Promise<DecodedImage> {
  // sharp's event `warning` comes from whichever image is decoded at the time: only an error is of this one.
  const source = sharp(bytes, { failOn, ignoreIcc: colorProfile === 'ignore' });
  const turned = orientation === 'upright' ? source.rotate() : source;
  const { data, info } = await turned
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    width: info.width,
    height: info.height,
    data: new Uint8Array(data.buffer, data.byteOffset, data.length),
  };
}

/** Enough for the header of a BMP or PNM file. */
const HEADER_BYTES = 1024;

async function otherFormatSize(path: string, error: Error): Promise<Size> {
  const file = await open(path).catch(({ code, message }: NodeJS.ErrnoException) => {
    throw new UnreachableError(path, code ?? message);
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    const bytes = buffer.subarray(0, bytesRead);
    if (isBmp(bytes)) return bmpSize(bytes);
    if (isPnm(bytes)) return pnmSize(bytes);
  } catch (problem) {
    refuse(path, problem as Error);
  } finally {
    await file.close();
  }
  return refuse(path, error);
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
