import type { DecodedImage } from './decoded-image.ts';

/** Decodes bytes; at `warning` it throws for anything the decoder warns of, at `error` for what it cannot read. */
type Decode = (bytes: Uint8Array, failOn: 'warning' | 'error') => Promise<DecodedImage>;

/**
 * Decodes a file, and once more where the decoder only warns, as OpenCV and Pillow do: of wrong bytes in the scan of a
 * JPEG, of parameters that some cameras write. A JPEG without an end marker is read if all of its pixels are there; one
 * that is cut off is an error.
 */
export async function decodeTolerantly(bytes: Uint8Array, decode: Decode): Promise<DecodedImage> {
  try {
    return await decode(bytes, 'warning');
  } catch (error) {
    if (!isJpeg(bytes)) throw error;
    if (hasEnd(bytes)) {
      const image = await decode(bytes, 'error');
      return { ...image, warnings: firstLines(error as Error) };
    }
    // The rest of a progressive file would make it finer: nothing tells whether any is missing.
    if (isProgressive(bytes)) throw error;
    const closed = Buffer.concat([bytes, Uint8Array.of(0xff, 0xd9)]);
    const image = await decode(closed, 'warning').catch(() => {
      throw error;
    });
    return { ...image, warnings: ['no end marker'] };
  }
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}

/** Whether an end marker follows the last start of a scan; in a scan's own bytes none can occur. */
function hasEnd(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return buffer.lastIndexOf(Uint8Array.of(0xff, 0xd9)) > buffer.lastIndexOf(Uint8Array.of(0xff, 0xda));
}

function isProgressive(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const frames = [0xc0, 0xc1, 0xc2].map((marker) => buffer.lastIndexOf(Uint8Array.of(0xff, marker)));
  return frames[2]! > Math.max(frames[0]!, frames[1]!);
}

/** What a decoder says of every try, once. */
function firstLines({ message }: Error): string[] {
  return [...new Set(message.trim().split(/\s*\n\s*/))].filter((line) => !line.startsWith('error in tile'));
}
