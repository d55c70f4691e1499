import { expectThat } from '@tandem-det/base';
import { replaceFile } from '@tandem-det/base/files';
import { BYTES_PER_VALUE, type Dtype, type TensorData } from '../numbers/dtypes.ts';

/** One tensor to store, whose values are asked for when it is its turn. */
export interface TensorToStream {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** In row-major order, in an array of the dtype. */
  readonly read: () => TensorData | Promise<TensorData>;
}

/**
 * Writes a safetensors file that is either the old one or the whole new one, whatever happens. Tensors are read
 * one after the other, each once the one before it is written: memory is needed for the largest of them.
 * Throws when two tensors share a name or an array does not fit its shape and type.
 */
export async function streamSafetensors(
  path: string,
  tensors: Iterable<TensorToStream>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { header, ordered } = layOut([...tensors], metadata);
  await replaceFile(path, async (file) => {
    await file.writeFile(header);
    for (const { name, dtype, shape, read } of ordered) {
      const data = await read();
      const size = sizeOf(shape);
      const where = `writeSafetensors, tensor "${name}"`;
      expectThat(data.length === size, where, `${size} values for [${shape.join(', ')}]`, `${data.length}`);
      const bytes = size * BYTES_PER_VALUE[dtype];
      expectThat(
        data.byteLength === bytes,
        where,
        `${bytes} bytes for ${size} values of ${dtype}`,
        `${data.byteLength}`,
      );
      await file.writeFile(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  });
}

/** The bytes before the data, padded with spaces to a multiple of 8, and the tensors in the data's order. */
function layOut(tensors: readonly TensorToStream[], metadata: Readonly<Record<string, string>>) {
  const header: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) header.push(['__metadata__', metadata]);
  const names = new Set(['__metadata__']);
  const ordered = [...tensors].sort((a, b) => BYTES_PER_VALUE[b.dtype] - BYTES_PER_VALUE[a.dtype]);
  let end = 0;
  for (const { name, shape, dtype } of ordered) {
    expectThat(!names.has(name), 'writeSafetensors', 'each name once', `"${name}" twice`);
    names.add(name);
    const begin = end;
    end += sizeOf(shape) * BYTES_PER_VALUE[dtype];
    header.push([name, { dtype, shape, data_offsets: [begin, end] }]);
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  return { header: bytes, ordered };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
