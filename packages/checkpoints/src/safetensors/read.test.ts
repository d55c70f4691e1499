import { expect, test } from 'vitest';
import { toFloat32 } from '../numbers/dtypes.ts';
import { openSafetensors, readSafetensors } from './read.ts';

/** A file made by hand: the header's text as it is, then the data. */
function file(header: string, data: readonly number[] | Uint8Array = [], length = header.length): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(new TextEncoder().encode(header), 8);
  bytes.set(data, 8 + header.length);
  return bytes;
}
const float = (value: number) => [...new Uint8Array(new Float32Array([value]).buffer)];
const one = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';

test('reads each type', async () => {
  const header = {
    __metadata__: { format: 'pt' },
    double: { dtype: 'F64', shape: [1], data_offsets: [0, 8] },
    long: { dtype: 'I64', shape: [], data_offsets: [8, 16] },
    float: { dtype: 'F32', shape: [1, 1], data_offsets: [16, 20] },
    int: { dtype: 'I32', shape: [1], data_offsets: [20, 24] },
    half: { dtype: 'F16', shape: [1], data_offsets: [24, 26] },
    brain: { dtype: 'BF16', shape: [1], data_offsets: [26, 28] },
    byte: { dtype: 'U8', shape: [2], data_offsets: [28, 30] },
    flag: { dtype: 'BOOL', shape: [1], data_offsets: [30, 31] },
    nothing: { dtype: 'F32', shape: [0, 4], data_offsets: [31, 31] },
  };
  const data = [
    ...new Uint8Array(new Float64Array([0.1]).buffer),
    ...new Uint8Array(new BigInt64Array([-7n]).buffer),
    ...float(0.5),
    ...new Uint8Array(new Int32Array([-3]).buffer),
    ...[0x00, 0xc0], // binary16 0xc000: -2
    ...[0x40, 0x40], // bfloat16 0x4040: float32 0x40400000, 3
    ...[254, 255],
    1,
  ];
  const opened = await openSafetensors(file(JSON.stringify(header), data));
  expect(opened.metadata).toEqual({ format: 'pt' });
  const tensors = await readSafetensors(file(JSON.stringify(header), data));
  const values = Object.fromEntries([...tensors].map(([name, tensor]) => [name, [...tensor.data]]));
  expect(values).toEqual({
    double: [0.1],
    long: [-7n],
    float: [0.5],
    int: [-3],
    half: [-2],
    brain: [3],
    byte: [254, 255],
    flag: [1],
    nothing: [],
  });
  expect(tensors.get('nothing')?.shape).toEqual([0, 4]);
  expect(tensors.get('half')?.dtype).toBe('F16');
});

test('reads a tensor by its range only', async () => {
  const header =
    '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}';
  const bytes = file(header, [1, 2, 3]);
  const ranges: [number, number][] = [];
  const opened = await openSafetensors({
    name: 'counted',
    size: bytes.length,
    read: async (offset, length) => {
      ranges.push([offset, length]);
      return bytes.subarray(offset, offset + length);
    },
    close: async () => {},
  });
  expect([...(await opened.read('b')).data]).toEqual([3]);
  expect(ranges).toEqual([
    [0, 8],
    [8, header.length],
    [8 + header.length + 2, 1],
  ]);
});

test('bytes that are a part of a larger buffer, as Node makes them', async () => {
  const bytes = file(one, float(0.5));
  const pool = Buffer.alloc(bytes.length + 3);
  pool.set(bytes, 3);
  const tensors = await readSafetensors(pool.subarray(3));
  expect(tensors.get('a')?.data).toEqual(new Float32Array([0.5]));
});

test('float32 says what it cannot hold', () => {
  // 2^24 + 1 needs 25 bits, 0.1 in float64 is not 0.1 in float32, NaN is NaN
  expect(toFloat32(new BigInt64Array([3n, 16777217n]))).toEqual({
    values: new Float32Array([3, 16777216]),
    rounded: 1,
  });
  expect(toFloat32(new Float64Array([0.1, 0.5, Number.NaN])).rounded).toBe(1);
  expect(toFloat32(new Int32Array([16777217])).rounded).toBe(1);
  expect(toFloat32(new Float32Array([0.1])).rounded).toBe(0);
});

const tensor = (text: string) => `{"a":${text}}`;
test.each([
  ['an empty file', new Uint8Array(0), 'safetensors: expected at least 8 bytes, got 0.'],
  [
    'a header beyond the file',
    file(one, float(1), 1000),
    'expected a header of 1000 bytes, got a file of 66 bytes.',
  ],
  [
    'a huge header',
    file(one, float(1), Number.MAX_SAFE_INTEGER),
    'expected a header of at most 100000000 bytes, got 9007199254740991.',
  ],
  ['a header that is not JSON', file('{"a":'), 'expected a header in JSON, got'],
  ['a header that is no object', file('[1]'), 'expected a header that is a JSON object, got [1].'],
  [
    'a name twice',
    file(`{${one.slice(1, -1)},${one.slice(1)}`, float(1)),
    'expected each name once in the header, got "a" twice.',
  ],
  [
    'a name twice, once escaped',
    file(`{${one.slice(1, -1)},${one.slice(1).replace('"a"', '"\\u0061"')}`, float(1)),
    'expected each name once in the header, got "a" twice.',
  ],
  [
    'a field twice',
    file(tensor('{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}'), float(1)),
    'got "dtype" twice.',
  ],
  [
    'data that ends early',
    file(one, [0, 0]),
    'tensor "a": expected data_offsets within the file\'s 2 bytes of data, got 0 to 4.',
  ],
  [
    'bytes left over',
    file(one, [...float(1), 0]),
    'expected a file of 66 bytes, as its header describes, got 67.',
  ],
  [
    'too few bytes for the shape',
    file(tensor('{"dtype":"F32","shape":[2],"data_offsets":[0,4]}'), float(1)),
    'tensor "a": expected 8 bytes for F32 [2], got 4.',
  ],
  [
    'a shape whose size overflows',
    file(tensor('{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}'), float(1)),
    'got 4.',
  ],
  [
    'a negative size',
    file(tensor('{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}'), float(1)),
    'expected a shape of whole numbers ≥ 0, got [-1].',
  ],
  [
    'offsets the wrong way round',
    file(tensor('{"dtype":"F32","shape":[1],"data_offsets":[4,0]}'), float(1)),
    'expected data_offsets of two whole numbers, begin ≤ end, got [4,0].',
  ],
  [
    'an unknown type',
    file(tensor('{"dtype":"F4","shape":[1],"data_offsets":[0,4]}'), float(1)),
    'tensor "a": expected a dtype of F64, F32, F16, BF16, I64, I32, I16, I8, U64, U32, U16, U8, BOOL, got "F4".',
  ],
  [
    'an entry that is no object',
    file(tensor('3')),
    'expected an object with dtype, shape and data_offsets, got 3.',
  ],
  [
    'tensors that overlap',
    file(
      '{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}',
      [1, 2, 3, 4],
    ),
    'tensor "b": expected data_offsets from 3, where the tensor before it ends, got 2.',
  ],
  [
    'a gap',
    file(
      '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}',
      [1, 2, 3, 4],
    ),
    'tensor "b": expected data_offsets from 1, where the tensor before it ends, got 2.',
  ],
  [
    'metadata that is no text',
    file('{"__metadata__":{"epoch":3}}'),
    '__metadata__: expected an object whose values are texts, got {"epoch":3}.',
  ],
])('refuses %s', async (_, bytes, message) => {
  await expect(openSafetensors(bytes)).rejects.toThrow(message);
});

test('an unknown name is an error', async () => {
  const opened = await openSafetensors(file(one, float(1)));
  await expect(opened.read('b')).rejects.toThrow(
    'safetensors: expected a tensor "b", got none of that name.',
  );
});
