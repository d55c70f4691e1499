import { dtypeOf, type TensorData } from '../numbers/dtypes.ts';
import { streamSafetensors } from './stream.ts';

/** One tensor to store, in row-major order; its array decides the type (Float32Array: F32, ...). */
export interface TensorToWrite {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** Writes tensors that are in memory to a safetensors file. All as `streamSafetensors`. */
export async function writeSafetensors(
  path: string,
  tensors: Iterable<TensorToWrite>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const known = [...tensors].map(({ name, shape, data }) => ({
    name,
    shape,
    dtype: dtypeOf(data),
    read: () => data,
  }));
  await streamSafetensors(path, known, metadata);
}
