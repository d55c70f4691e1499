import type { RgbImage } from '../dataset.ts';
import type { Size } from './size.ts';

/** What the headers of a BMP file say. */
interface BmpHeader extends Size {
  readonly isTopDown: boolean;
  readonly bits: number;
  /** 0: plain; 3 and 6: with masks. Others pack the pixels. */
  readonly compression: number;
  /** Where the pixels begin, and the colours of a palette: how many, how many bytes each. */
  readonly pixels: number;
  readonly palette: { readonly at: number; readonly count: number; readonly bytes: 3 | 4 };
  readonly masks: readonly [red: number, green: number, blue: number];
}

/** Whether bytes begin as a BMP file does. */
export function isBmp(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x4d && bytes.length >= 26;
}

/** The size that the header says. Throws an Error for a BMP file of an unknown kind. */
export function bmpSize(bytes: Uint8Array): Size {
  const { width, height } = headerOf(bytes);
  return { width, height };
}

/**
 * The pixels of a BMP file: 1, 4 and 8 bits with a palette, 16, 24 and 32 bits with or without masks, either way up;
 * alpha is dropped. Throws an Error for a file that is cut off or packed (RLE), which sharp does not read either.
 *
 * Own code because the decoders of the registry are not right: fast-bmp ignores palettes, bmp-ts row ends of 4 bits.
 */
export function decodeBmp(bytes: Uint8Array): RgbImage {
  const header = headerOf(bytes);
  const { width, height, bits, compression, pixels } = header;
  if (compression !== 0 && compression !== 3 && compression !== 6) {
    throw new Error('a BMP file whose pixels are packed (RLE)');
  }
  const stride = Math.ceil((width * bits) / 32) * 4;
  // The last row may lack its padding.
  if (pixels + stride * (height - 1) + Math.ceil((width * bits) / 8) > bytes.length) {
    throw new Error('a BMP file that is cut off');
  }
  const data = new Uint8Array(width * height * 3);
  const paint = bits <= 8 ? paletteRow(bytes, header) : colorRow(bytes, header);
  for (let row = 0; row < height; row++) {
    const from = pixels + stride * (header.isTopDown ? row : height - 1 - row);
    paint(from, data, row * width * 3);
  }
  return { width, height, data };
}

type PaintRow = (from: number, data: Uint8Array, to: number) => void;

function paletteRow(bytes: Uint8Array, { width, bits, palette }: BmpHeader): PaintRow {
  const perByte = 8 / bits;
  const mask = (1 << bits) - 1;
  return (from, data, to) => {
    for (let x = 0; x < width; x++) {
      const shift = 8 - bits * ((x % perByte) + 1);
      const index = (bytes[from + Math.floor(x / perByte)]! >> shift) & mask;
      // An index beyond the palette is black, as in Pillow.
      const at = palette.at + index * palette.bytes;
      const isKnown = index < palette.count;
      for (let channel = 0; channel < 3; channel++) {
        data[to + x * 3 + channel] = isKnown ? (bytes[at + 2 - channel] ?? 0) : 0;
      }
    }
  };
}

function colorRow(bytes: Uint8Array, { width, bits, masks }: BmpHeader): PaintRow {
  const size = bits / 8;
  if (bits === 24) {
    return (from, data, to) => {
      for (let x = 0; x < width; x++) {
        for (let channel = 0; channel < 3; channel++)
          data[to + x * 3 + channel] = bytes[from + x * 3 + 2 - channel]!;
      }
    };
  }
  const channels = masks.map((mask) => {
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: Math.max(1, mask >>> shift) };
  });
  return (from, data, to) => {
    for (let x = 0; x < width; x++) {
      let value = 0;
      for (let byte = size - 1; byte >= 0; byte--) value = value * 256 + bytes[from + x * size + byte]!;
      for (let channel = 0; channel < 3; channel++) {
        const { mask, shift, most } = channels[channel]!;
        data[to + x * 3 + channel] = Math.round((((value & mask) >>> shift) * 255) / most);
      }
    }
  };
}

/** Source: Microsoft, "Bitmap Storage" and the structures BITMAPCOREHEADER to BITMAPV5HEADER. */
function headerOf(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = view.getUint32(14, true);
  const isCore = length === 12;
  if (!isCore && (length < 40 || bytes.length < 54)) throw new Error(`a BMP header of ${length} bytes`);
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const signed = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore ? 0 : view.getUint32(30, true);
  const height = Math.abs(signed);
  if (width < 1 || height < 1) throw new Error(`a BMP size of ${width}×${signed}`);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new Error(`a BMP file of ${bits} bits a pixel`);
  const hasMasks = compression === 3 || compression === 6;
  // Masks belong to the longer headers and follow the one of 40 bytes.
  const masksAfter = hasMasks && length === 40 ? (compression === 6 ? 16 : 12) : 0;
  if (hasMasks && bytes.length < 66) throw new Error('a BMP file that is cut off');
  const usual = bits === 16 ? ([0x7c00, 0x3e0, 0x1f] as const) : ([0xff0000, 0xff00, 0xff] as const);
  const pixels = view.getUint32(10, true);
  const at = 14 + length + masksAfter;
  const paletteBytes = isCore ? 3 : 4;
  const declared = isCore ? 0 : view.getUint32(46, true);
  const room = Math.max(0, Math.floor((pixels - at) / paletteBytes));
  const most = bits <= 8 ? 2 ** bits : 0;
  return {
    width,
    height,
    isTopDown: signed < 0,
    bits,
    compression,
    pixels,
    palette: { at, count: Math.min(declared || most, most, room), bytes: paletteBytes },
    masks: hasMasks
      ? [view.getUint32(54, true), view.getUint32(58, true), view.getUint32(62, true)]
      : [...usual],
  };
}
