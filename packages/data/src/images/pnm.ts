import type { RgbImage } from '../dataset.ts';
import type { Size } from './size.ts';

interface PnmHeader extends Size {
  readonly channels: 1 | 3;
  readonly most: number;
  readonly pixels: number;
}

/** Whether bytes begin as a binary PGM or PPM file does (P5, P6). */
export function isPnm(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && (bytes[1] === 0x35 || bytes[1] === 0x36);
}

/** The size that the header says. Throws an Error where it has none. */
export function pnmSize(bytes: Uint8Array): Size {
  const { width, height } = headerOf(bytes);
  return { width, height };
}

/**
 * The pixels of a binary PGM or PPM file, of 8 or 16 bits; values become 0 to 255 as value / greatest value · 255.
 * Throws an Error for a file that is cut off.
 */
export function decodePnm(bytes: Uint8Array): RgbImage {
  const { width, height, channels, most, pixels } = headerOf(bytes);
  const size = most > 255 ? 2 : 1;
  const count = width * height;
  if (pixels + count * channels * size > bytes.length) throw new Error('a PNM file that is cut off');
  const data = new Uint8Array(count * 3);
  for (let index = 0; index < count * 3; index++) {
    const from = pixels + (channels === 3 ? index : Math.floor(index / 3)) * size;
    const value = size === 2 ? bytes[from]! * 256 + bytes[from + 1]! : bytes[from]!;
    data[index] = most === 255 ? value : Math.min(255, Math.round((value * 255) / most));
  }
  return { width, height, data };
}

/** Three numbers between white space, with comments from # to the end of a line; one white space, then the pixels. */
function headerOf(bytes: Uint8Array): PnmHeader {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1');
  const gap = String.raw`(?:\s|#[^\n\r]*[\n\r])+`;
  const found = new RegExp(`^P[56]${gap}(\\d+)${gap}(\\d+)${gap}(\\d+)\\s`).exec(start);
  const [width, height, most] = (found ?? []).slice(1).map(Number);
  if (!found || !width || !height || !most || most > 65_535) throw new Error('a PNM file without a size');
  return { width, height, most, channels: bytes[1] === 0x36 ? 3 : 1, pixels: found[0].length };
}
