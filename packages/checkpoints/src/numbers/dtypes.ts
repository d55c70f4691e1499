import { bfloatToFloat, halfToFloat } from './half.ts';

/** Arrays that hold the values of one tensor. */
export type TensorData =
  | Float64Array
  | Float32Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint32Array
  | Uint16Array
  | Uint8Array
  | BigInt64Array
  | BigUint64Array;

/** Number types of the safetensors format that can be read here, with their size in bytes. */
export const BYTES_PER_VALUE = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
} as const;

export type Dtype = keyof typeof BYTES_PER_VALUE;

export function isDtype(text: unknown): text is Dtype {
  return typeof text === 'string' && Object.hasOwn(BYTES_PER_VALUE, text);
}

/**
 * Little-endian bytes to numbers. Half precision (F16, BF16) widens to float32, which holds every such
 * value exactly; the other types keep their own array.
 */
export function decodeValues(dtype: Dtype, bytes: Uint8Array): TensorData {
  const buffer = ownBuffer(bytes);
  switch (dtype) {
    case 'F64':
      return new Float64Array(buffer);
    case 'F32':
      return new Float32Array(buffer);
    case 'F16':
      return widened(new Uint16Array(buffer), halfToFloat);
    case 'BF16':
      return widened(new Uint16Array(buffer), bfloatToFloat);
    case 'I64':
      return new BigInt64Array(buffer);
    case 'I32':
      return new Int32Array(buffer);
    case 'I16':
      return new Int16Array(buffer);
    case 'I8':
      return new Int8Array(buffer);
    case 'U64':
      return new BigUint64Array(buffer);
    case 'U32':
      return new Uint32Array(buffer);
    case 'U16':
      return new Uint16Array(buffer);
    case 'U8':
    case 'BOOL':
      return new Uint8Array(buffer);
  }
}

/** A buffer of these bytes alone: what was read by itself is not held twice. */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength;
  return isAlone ? buffer : new Uint8Array(bytes).buffer;
}

/** A loop, as `from` with a function gathers all values in a list first. */
function widened(bits: Uint16Array, toFloat: (bits: number) => number): Float32Array {
  const values = new Float32Array(bits.length);
  for (let index = 0; index < bits.length; index++) values[index] = toFloat(bits[index]!);
  return values;
}

/** The type under which `writeSafetensors` stores an array. */
export function dtypeOf(data: TensorData): Dtype {
  if (data instanceof Float64Array) return 'F64';
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Int32Array) return 'I32';
  if (data instanceof Int16Array) return 'I16';
  if (data instanceof Int8Array) return 'I8';
  if (data instanceof Uint32Array) return 'U32';
  if (data instanceof Uint16Array) return 'U16';
  if (data instanceof BigInt64Array) return 'I64';
  if (data instanceof BigUint64Array) return 'U64';
  return 'U8';
}

/** The values as float32, and how many of them float32 cannot hold exactly. */
export function toFloat32(data: TensorData): { values: Float32Array; rounded: number } {
  if (data instanceof Float32Array) return { values: data, rounded: 0 };
  const values = new Float32Array(data.length);
  let rounded = 0;
  for (let index = 0; index < data.length; index++) {
    const original = data[index]!;
    const value = Math.fround(Number(original));
    values[index] = value;
    const exact = typeof original === 'bigint' ? BigInt(value) === original : Object.is(value, original);
    if (!exact) rounded++;
  }
  return { values, rounded };
}
