import { ExpectationError } from '@tandem-det/base';

/** Bytes that can be read by range. */
export interface ByteSource {
  /** What errors call it: a path, or what the caller says. */
  readonly name: string;
  readonly size: number;
  /** Fewer bytes than asked for only where the source ends. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Node refuses to read 2 GiB or more at once. */
const MOST_PER_READ = 2 ** 30;

/** A file on disk, kept open until `close`. */
async function fileSource(path: string): Promise<ByteSource> {
  const { open } = await import('node:fs/promises');
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new ExpectationError(path, 'a file that can be read', error.code ?? String(error), '', {
      cause: error,
    });
  });
  const { size } = await file.stat();
  return {
    name: path,
    size,
    async read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      let done = 0;
      while (done < bytes.length) {
        const most = Math.min(bytes.length - done, MOST_PER_READ);
        const { bytesRead } = await file.read(bytes, done, most, offset + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return bytes.subarray(0, done);
    },
    close: () => file.close(),
  };
}

/** Bytes in memory: a download, or a test. */
export function memorySource(bytes: Uint8Array, name: string): ByteSource {
  return {
    name,
    size: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
    close: async () => {},
  };
}

/** A source as it is, a file for a path, and bytes in memory under `name`. */
export async function sourceOf(from: string | Uint8Array | ByteSource, name: string): Promise<ByteSource> {
  if (typeof from === 'string') return fileSource(from);
  return from instanceof Uint8Array ? memorySource(from, name) : from;
}
