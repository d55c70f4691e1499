import { expectThat } from '@tandem-det/base';
import { BYTES_PER_VALUE, decodeValues, type TensorData } from '../numbers/dtypes.ts';
import type { TensorView } from './pickle/values.ts';
import type { StorageReader } from './storage.ts';

/** Number of elements of a shape. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Throws where an element of the tensor lies beyond its storage: offset + Σ (size − 1) · stride is the last. */
export function checkView(where: string, { storage, offset, shape, strides }: TensorView): void {
  const last = lastValue(offset, shape, strides);
  expectThat(
    elementsOf(shape) === 0 ? offset <= storage.length : last < storage.length,
    where,
    `elements within the ${storage.length} values of storage "${storage.key}"`,
    `[${shape.join(', ')}] with strides [${strides.join(', ')}] from ${offset} on, which needs ${last + 1}`,
    'The file is damaged.',
  );
}

/** The elements of a tensor in row-major order; reads no more of the storage than what lies between its first and last. */
export async function readView(
  where: string,
  { storage, offset, shape, strides }: TensorView,
  reader: StorageReader,
): Promise<TensorData> {
  const elements = elementsOf(shape);
  const span = elements === 0 ? 0 : lastValue(offset, shape, strides) - offset + 1;
  const bytes = await reader.read(storage, storage.start + offset, span);
  const needed = span * BYTES_PER_VALUE[storage.dtype];
  expectThat(
    bytes.length === needed,
    where,
    `${needed} bytes`,
    `${bytes.length}`,
    'The file became shorter while it was open.',
  );
  const values = decodeValues(storage.dtype, bytes);
  return isRowMajor(shape, strides) ? values : gather(values, elements, shape, strides);
}

function lastValue(offset: number, shape: readonly number[], strides: readonly number[]): number {
  return shape.reduce((last, size, axis) => last + (size - 1) * strides[axis]!, offset);
}

function isRowMajor(shape: readonly number[], strides: readonly number[]): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false;
    step *= shape[axis]!;
  }
  return true;
}

/** Picks one element after the other, the last axis fastest. */
function gather(
  values: TensorData,
  elements: number,
  shape: readonly number[],
  strides: readonly number[],
): TensorData {
  const gathered = new (values.constructor as new (length: number) => TensorData)(elements);
  const position = shape.map(() => 0);
  for (let index = 0, from = 0; index < elements; index++) {
    gathered[index] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++position[axis]! < shape[axis]!) break;
      from -= shape[axis]! * strides[axis]!;
      position[axis] = 0;
    }
  }
  return gathered;
}
