import { expectThat } from '@tandem-det/base';
import type { Checkpoint, StoredTensor } from '../checkpoint.ts';
import { decodeValues } from '../numbers/dtypes.ts';
import { headerLength, parseHeader, type TensorEntry } from './header.ts';
import { type ByteSource, sourceOf } from './source.ts';

/** An open safetensors file: its header is read and checked, its tensors are read when asked for. */
export interface SafetensorsFile extends Checkpoint {
  readonly entries: ReadonlyMap<string, TensorEntry>;
}

/**
 * Opens a safetensors file, or bytes in memory, and reads no more than its header.
 *
 * Throws an ExpectationError that names the file (and the tensor) when the header is longer than the
 * file, larger than 100 MB or not JSON, when a name appears twice, or when the tensors' byte ranges
 * overlap, leave gaps, reach beyond the file or do not fit shape and type. Nothing in a file is executed.
 */
export async function openSafetensors(from: string | Uint8Array | ByteSource): Promise<SafetensorsFile> {
  const source = await sourceOf(from, 'safetensors');
  try {
    return await openSource(source);
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** All tensors of a safetensors file by name, in the order of their bytes. Errors as `openSafetensors`. */
export async function readSafetensors(
  from: string | Uint8Array | ByteSource,
): Promise<Map<string, StoredTensor>> {
  const file = await openSafetensors(from);
  try {
    const tensors = new Map<string, StoredTensor>();
    for (const name of file.entries.keys()) tensors.set(name, await file.read(name));
    return tensors;
  } finally {
    await file.close();
  }
}

async function openSource(source: ByteSource): Promise<SafetensorsFile> {
  const length = headerLength(source.name, await source.read(0, 8), source.size);
  const { entries, metadata } = parseHeader(source.name, await source.read(8, length), source.size);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  return {
    name: source.name,
    entries: byName,
    metadata,
    async read(name) {
      const entry = byName.get(name);
      expectThat(entry !== undefined, source.name, `a tensor "${name}"`, 'none of that name');
      const { dtype, shape, offset, byteLength } = entry;
      const bytes = await source.read(offset, byteLength);
      expectThat(
        bytes.length === byteLength,
        `${source.name}, tensor "${name}"`,
        `${byteLength} bytes`,
        `${bytes.length}`,
        'The file became shorter while it was open.',
      );
      return { name, dtype, shape, data: decodeValues(dtype, bytes) };
    },
    close: () => source.close(),
  };
}
