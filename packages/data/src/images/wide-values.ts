import { ExpectationError } from '@tandem-det/base';
import sharp from 'sharp';
import type { DecodedImage, Orientation } from './decoded-image.ts';

/** Whether a file may have values of more than 8 bits: a PNG of 16 bits, or a TIFF. */
export function isWide(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  if (a === 0x89 && b === 0x50) return bytes[24] === 16;
  const isLittle = a === 0x49 && b === 0x49 && (c === 0x2a || c === 0x2b) && d === 0;
  return isLittle || (a === 0x4d && b === 0x4d && c === 0 && (d === 0x2a || d === 0x2b));
}

/** Values of 16 bits below this use 12 of them or fewer. */
const TWELVE_BITS = 4096;

/**
 * The pixels of a file with values other than 0 to 255, or undefined where the usual way is right (8 bits, 16 bits that
 * are used). Floats of 0 to 1 are multiplied by 255, values to 255 stay, those to 65535 are divided by 257. Throws an
 * ExpectationError for other ranges, and for 16 bits of which at most 12 are used, which come out nearly black: whether
 * the scene is dark or the scale another, the file does not say.
 */
export async function decodeWide(
  path: string,
  bytes: Uint8Array,
  orientation: Orientation,
): Promise<DecodedImage | undefined> {
  const { depth, space, hasAlpha } = await sharp(bytes).metadata();
  if (depth === 'uchar') return undefined;
  if (depth === 'ushort' || depth === 'short') {
    const { channels } = await sharp(bytes).stats();
    const colors = hasAlpha ? channels.slice(0, -1) : channels;
    const least = Math.min(...colors.map(({ min }) => min));
    checkSixteenBits(path, least, Math.max(...colors.map(({ max }) => max)));
    return undefined;
  }
  const source = sharp(bytes, { failOn: 'error' });
  const turned = orientation === 'upright' ? source.rotate() : source;
  const { data, info } = await turned
    .toColourspace(space === 'scrgb' ? 'scrgb' : 'b-w')
    .removeAlpha()
    .raw({ depth: 'float' })
    .toBuffer({ resolveWithObject: true });
  const values = new Float32Array(new Uint8Array(data).buffer);
  const scale = scaleOf(path, values, depth);
  const { width, height, channels } = info;
  const pixels = new Uint8Array(width * height * 3);
  for (let index = 0; index < pixels.length; index++) {
    const channel = channels >= 3 ? index % 3 : 0;
    const value = values[Math.floor(index / 3) * channels + channel]! * scale;
    pixels[index] = Math.min(255, Math.round(value));
  }
  return { width, height, data: pixels };
}

function scaleOf(path: string, values: Float32Array, depth: string | undefined): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!(value >= least)) least = value;
    if (!(value <= most)) most = value;
  }
  const areFinite = Number.isFinite(least) && Number.isFinite(most);
  if (!areFinite || least < 0 || most > 65_535) {
    throw new ExpectationError(
      path,
      'values of 0 to 1, 0 to 255 or 0 to 65535',
      `${depth} values of ${least} to ${most}`,
      'Scale them to 8 bits, with one scale for all images.',
    );
  }
  if (depth === 'float' && most <= 1) return 255;
  if (most <= 255) return 1;
  checkSixteenBits(path, least, most);
  return 1 / 257;
}

function checkSixteenBits(path: string, least: number, most: number): void {
  if (least >= 0 && (most === 0 || most >= TWELVE_BITS)) return;
  throw new ExpectationError(
    path,
    'values that use their 16 bits',
    `values of ${least} to ${most}`,
    'They would be nearly black: scale all images alike to 8 bits or the whole 16, as with ImageMagick and -level 0,4095.',
  );
}
