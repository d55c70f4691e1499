import { ExpectationError, expectThat } from '@tandem-det/base';
import type { Entry, ZipFile } from 'yauzl';
import type { ByteSource } from '../safetensors/source.ts';

/** A member of a zip file. */
export interface ZipMember {
  readonly name: string;
  /** Length of its content in bytes. */
  readonly size: number;
  /** A part of its content. A stored member is read by range; a deflated one is inflated whole. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

const DAMAGED = 'The file is damaged or was not copied whole.';

/**
 * The members of a zip file by name; reads its directory only.
 * Throws where the file ends early, a name appears twice, a member reaches beyond the file, is encrypted,
 * packed by a method other than deflate, or declares more than `largest` bytes.
 */
export async function readZip(
  source: ByteSource,
  { largest = 16 * source.size + 2 ** 24 }: { readonly largest?: number } = {},
): Promise<ReadonlyMap<string, ZipMember>> {
  const members = new Map<string, ZipMember>();
  const zip = await openZip(source);
  try {
    for await (const entry of zip.eachEntry()) {
      const where = `${source.name}, member "${entry.fileName.slice(0, 120)}"`;
      expectThat(!members.has(entry.fileName), where, 'each name once', 'it twice', DAMAGED);
      expectThat(!entry.isEncrypted(), where, 'a member without a password', 'an encrypted one');
      const { compressionMethod: method, uncompressedSize: size } = entry;
      expectThat(method === 0 || method === 8, where, 'a stored or deflated member', `method ${method}`);
      expectThat(size <= largest, where, `at most ${largest} bytes, for this file's size`, `${size}`);
      members.set(entry.fileName, {
        name: entry.fileName,
        size,
        read: memberReader(where, source, zip, entry),
      });
    }
  } catch (error) {
    throw asExpectation(source, error);
  }
  return members;
}

async function openZip(source: ByteSource): Promise<ZipFile> {
  const { fromRandomAccessReaderPromise, RandomAccessReader } = await import('yauzl');
  class SourceReader extends RandomAccessReader {
    override read(
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
      done: (error: Error | null, bytesRead?: number) => void,
    ): void {
      source.read(position, length).then(
        (bytes) => {
          buffer.set(bytes, offset);
          done(null, bytes.length);
        },
        (error: Error) => done(error),
      );
    }
  }
  try {
    return await fromRandomAccessReaderPromise(new SourceReader(), source.size, { autoClose: false });
  } catch (error) {
    throw asExpectation(source, error);
  }
}

function memberReader(where: string, source: ByteSource, zip: ZipFile, entry: Entry): ZipMember['read'] {
  let start: number | undefined;
  return async (offset, length) => {
    try {
      start ??= (await zip.readLocalFileHeaderPromise(entry, { minimal: true })).fileDataStart;
    } catch (error) {
      throw asExpectation(source, error);
    }
    if (entry.compressionMethod === 0) return source.read(start + offset, length);
    const packed = await source.read(start, entry.compressedSize);
    const content = await inflate(where, packed, entry.uncompressedSize);
    return content.subarray(offset, offset + length);
  };
}

async function inflate(where: string, packed: Uint8Array, size: number): Promise<Uint8Array> {
  const { inflateRawSync } = await import('node:zlib');
  let content: Uint8Array;
  try {
    content = inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch (error) {
    throw new ExpectationError(where, 'deflated bytes', (error as Error).message, DAMAGED);
  }
  expectThat(content.length === size, where, `${size} bytes`, `${content.length}`, DAMAGED);
  return content;
}

function asExpectation(source: ByteSource, error: unknown): ExpectationError {
  if (error instanceof ExpectationError) return error;
  const reason = (error as Error).message.replace(/\.$/, '');
  return new ExpectationError(source.name, 'a whole zip file', reason, DAMAGED);
}
