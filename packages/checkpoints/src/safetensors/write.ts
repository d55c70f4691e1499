import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expectThat } from '@tandem-det/core/errors';
import { BYTES_PER_VALUE, dtypeOf, type TensorData } from './dtypes.ts';

/** One tensor to store, in row-major order; its array decides the type (Float32Array: F32, ...). */
export interface TensorToWrite {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/**
 * Writes a safetensors file that is either the old one or the whole new one, whatever happens: the bytes
 * go to a temporary file beside it, which is flushed to disk and then renamed over `path`.
 * Throws when two tensors share a name or an array does not fit its shape.
 */
export async function writeSafetensors(
  path: string,
  tensors: Iterable<TensorToWrite>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { header, ordered } = layOut([...tensors], metadata);
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(header);
      for (const { data } of ordered) {
        await file.writeFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** The bytes before the data, padded with spaces to a multiple of 8, and the tensors in the data's order. */
function layOut(tensors: readonly TensorToWrite[], metadata: Readonly<Record<string, string>>) {
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) header.push(['__metadata__', metadata]);
  const names = new Set(['__metadata__']);
  const wide = (tensor: TensorToWrite) => BYTES_PER_VALUE[dtypeOf(tensor.data)];
  const ordered = [...tensors].sort((a, b) => wide(b) - wide(a));
  let end = 0;
  for (const { name, shape, data } of ordered) {
    expectThat(!names.has(name), 'writeSafetensors', 'each name once', `"${name}" twice`);
    names.add(name);
    const size = shape.reduce((product, length) => product * length, 1);
    expectThat(
      size === data.length,
      `writeSafetensors, tensor "${name}"`,
      `${size} values for [${shape.join(', ')}]`,
      `${data.length}`,
    );
    const begin = end;
    end += data.byteLength;
    header.push([name, { dtype: dtypeOf(data), shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  return { header: bytes, ordered };
}

/** Makes the rename itself durable; some systems cannot open a folder, and then the rename has to do. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}
