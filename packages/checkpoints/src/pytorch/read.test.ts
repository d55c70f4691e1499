import { expect, test } from 'vitest';
import { readCheckpoint } from '../open-checkpoint.ts';
import {
  bytesOf,
  dict,
  floats,
  global,
  legacyFile,
  ordered,
  type Part,
  pickle,
  type TensorOptions,
  tensor,
  text,
  tuple,
  zipFile,
} from './hand-made.ts';
import { openPytorch } from './read.ts';

/** float32 0 to 11 under key 0. */
const TWELVE = { 0: floats(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11) };
const one = (options: Partial<TensorOptions>) =>
  pickle(dict(text('a'), tensor({ length: 12, shape: [12], strides: [1], ...options })));
const valuesOf = async (bytes: Uint8Array, name = 'a') => {
  const file = await openPytorch(bytes);
  return [...(await file.read(name)).data].map(Number);
};

test.each([
  ['whole', { shape: [3, 4], strides: [4, 1] }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  ['from an offset', { offset: 10, shape: [2], strides: [1] }, [10, 11]],
  // element (i, j) of the transposed 3×4 is value i + 4·j
  ['transposed', { shape: [4, 3], strides: [1, 4] }, [0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]],
  // element (i, j) is value 1 + 8·i + 2·j
  ['in steps', { offset: 1, shape: [2, 2], strides: [8, 2] }, [1, 3, 9, 11]],
  ['a repeated row', { offset: 3, shape: [2, 3], strides: [0, 1] }, [3, 4, 5, 3, 4, 5]],
  ['a scalar', { offset: 7, shape: [], strides: [] }, [7]],
  ['nothing', { offset: 12, shape: [0, 4], strides: [4, 1] }, []],
  ['one row with a stride of no use', { shape: [1, 3], strides: [99, 1] }, [0, 1, 2]],
])('a view: %s', async (_, options, expected) => {
  const bytes = zipFile(one(options), TWELVE);
  expect(await valuesOf(bytes)).toEqual(expected);
  expect((await openPytorch(bytes)).entries.get('a')).toEqual({
    name: 'a',
    dtype: 'F32',
    shape: options.shape,
  });
  expect(await valuesOf(legacyFile(one(options), { 0: [12, TWELVE[0]] }))).toEqual(expected);
});

test.each([
  ['DoubleStorage', 'F64', new Float64Array([0.1, -2]), [0.1, -2]],
  // binary16 0x3c00 is 1, 0xc000 is -2
  ['HalfStorage', 'F16', new Uint16Array([0x3c00, 0xc000]), [1, -2]],
  // bfloat16 0x3f80 is float32 0x3f800000, 1; 0x4040 is 3
  ['BFloat16Storage', 'BF16', new Uint16Array([0x3f80, 0x4040]), [1, 3]],
  ['LongStorage', 'I64', new BigInt64Array([-1n, 2n ** 40n]), [-1, 2 ** 40]],
  ['IntStorage', 'I32', new Int32Array([-1, 2]), [-1, 2]],
  ['ShortStorage', 'I16', new Int16Array([-1, 2]), [-1, 2]],
  ['CharStorage', 'I8', new Int8Array([-1, 2]), [-1, 2]],
  ['ByteStorage', 'U8', new Uint8Array([255, 2]), [255, 2]],
  ['BoolStorage', 'BOOL', new Uint8Array([1, 0]), [1, 0]],
])('%s, whole and backwards in columns', async (type, dtype, values, expected) => {
  const content = new Uint8Array(values.buffer);
  const object = pickle(
    dict(
      [text('a'), tensor({ type, length: 2, shape: [2], strides: [1] })],
      [text('b'), tensor({ type, length: 2, shape: [2, 2], strides: [1, 0] })],
    ),
  );
  for (const bytes of [zipFile(object, { 0: content }), legacyFile(object, { 0: [2, content] })]) {
    const file = await openPytorch(bytes);
    expect(file.entries.get('a')?.dtype).toBe(dtype);
    expect(await valuesOf(bytes)).toEqual(expected);
    expect(await valuesOf(bytes, 'b')).toEqual([expected[0], expected[0], expected[1], expected[1]]);
  }
});

test('a shared storage, a parameter, and a legacy part of a storage', async () => {
  const a = tensor({ length: 12, shape: [2], strides: [1] });
  const parameter = [global('torch._utils', '_rebuild_parameter'), tuple(a, 0x88, ordered), 'R'];
  // the sixth item: values 4 to 9 of the storage, of which the tensor takes number 1 and 2
  const part = tensor({
    length: 12,
    shape: [2],
    strides: [1],
    offset: 1,
    view: tuple(text('v'), 'K', 4, 'K', 6),
  });
  const object = pickle(dict(text('a'), a, text('b'), parameter, text('c'), part));
  const tensors = await readCheckpoint(legacyFile(object, { 0: [12, TWELVE[0]] }));
  expect([...tensors].map(([name, { data }]) => [name, [...data]])).toEqual([
    ['a', [0, 1]],
    ['b', [0, 1]],
    ['c', [5, 6]],
  ]);
});

test('weights are found at the top, under a usual key, or where the caller says', async () => {
  const inner = (key: string, value: number) => [
    text(key),
    dict(text('a'), tensor({ length: 12, shape: [1], strides: [1], offset: value })),
  ];
  const found = async (object: Uint8Array, stateDict?: string) => {
    const file = await openPytorch(zipFile(object, TWELVE), { stateDict });
    return [file.stateDict, ...(await file.read('a')).data];
  };
  const both = pickle(dict(inner('model', 1), inner('state_dict', 2), text('epoch'), 'K', 3));
  expect(await found(both)).toEqual(['state_dict', 2]);
  expect(await found(both, 'model')).toEqual(['model', 1]);
  expect(await found(pickle(dict(text('ema'), dict(inner('weights', 4)))), 'ema.weights')).toEqual([
    'ema.weights',
    4,
  ]);
  expect(await found(one({ offset: 5, shape: [1] }))).toEqual(['', 5]);
  await expect(found(both, '')).rejects.toThrow(
    'checkpoint: expected a dict of tensors at "", got none. There are tensors at "model" (1), "state_dict" (1): pass one as stateDict.',
  );
  await expect(found(pickle(dict(inner('teacher', 1))))).rejects.toThrow(
    'There are tensors at "teacher" (1)',
  );
  await expect(found(pickle(']'))).rejects.toThrow(
    'checkpoint: expected a dict of tensors, got a list of 0. The file has no tensors at its top or one level below.',
  );
});

test('weights are not hidden by a tensor at the top, nor by what lies beside them', async () => {
  const some = (count: number, prefix = '', from = 0) =>
    dict(
      Array.from({ length: count }, (_, index) => [
        text(`${prefix}layer.${index}`),
        tensor({ length: 12, shape: [1], strides: [1], offset: from + index }),
      ]),
    );
  const scalar = tensor({ length: 12, shape: [], strides: [] });
  const history = [global('mmengine.logging.history_buffer', 'HistoryBuffer'), ')', 0x81, '}b'];
  const open = async (...parts: readonly Part[]) => openPytorch(zipFile(pickle(dict(...parts)), TWELVE));

  const tutorial = await open(text('model_state_dict'), some(3), text('loss'), scalar);
  expect([tutorial.stateDict, tutorial.entries.size]).toEqual(['model_state_dict', 3]);
  expect(tutorial.otherStateDicts).toEqual([{ path: '', count: 1 }]);

  const mmengine = await open(text('message_hub'), dict(text('loss'), history), text('state_dict'), some(3));
  expect([mmengine.stateDict, mmengine.entries.size]).toEqual(['state_dict', 3]);

  await expect(open(text('loss'), scalar, text('generator'), some(3))).rejects.toThrow(
    'checkpoint: expected a dict of tensors, got a dict of 2. There are tensors at "generator" (3), "" (1): pass one as stateDict.',
  );
  await expect(open(text('model'), history, text('epoch'), 'K', 3)).rejects.toThrow(
    'It has objects of classes, such as mmengine.logging.history_buffer.HistoryBuffer at "model"; they were not made. In Python, save model.state_dict() alone.',
  );
  // Sparse weights would be missing from the model without a word.
  const sparse = [global('torch._utils', '_rebuild_sparse_tensor'), ')R'];
  await expect(open(text('state_dict'), dict(text('a'), scalar, text('b'), sparse))).rejects.toThrow(
    'checkpoint, "b": expected a plain tensor, got an object of torch._utils._rebuild_sparse_tensor. It was refused and nothing was executed.',
  );
});

test('averaged weights are taken where the codes that write them do, if they are whole', async () => {
  const some = (names: readonly string[], from = 0) =>
    dict(names.map((name) => [text(name), tensor({ length: 12, shape: [1], strides: [1], offset: from })]));
  const open = async (...parts: readonly Part[]) => {
    const file = await openPytorch(zipFile(pickle(dict(...parts)), TWELVE));
    return [file.stateDict, ...file.otherStateDicts.map(({ path }) => path)];
  };
  const [plain, wrapped] = [
    ['a.w', 'a.b'],
    ['module.a.w', 'module.a.b'],
  ] as const;
  expect(await open(text('state_dict'), some(plain), text('state_dict_ema'), some(plain))).toEqual([
    'state_dict_ema',
    'state_dict',
  ]);
  expect(await open(text('model'), some(plain), text('ema'), dict(text('module'), some(wrapped)))).toEqual([
    'ema.module',
    'model',
  ]);
  // Of parameters alone, without the statistics; and mmengine's, which holds the plain weights.
  expect(await open(text('state_dict'), some(plain), text('ema'), some(['a.w']))).toEqual([
    'state_dict',
    'ema',
  ]);
  expect(await open(text('state_dict'), some(plain), text('ema_state_dict'), some(wrapped))).toEqual([
    'state_dict',
    'ema_state_dict',
  ]);
});

test('what mmdetection says beside the weights', async () => {
  const meta = dict(
    text('epoch'),
    'K',
    12,
    text('CLASSES'),
    tuple(text('cat'), text('dog')),
    text('hooks'),
    '}',
  );
  const object = pickle(
    dict(text('meta'), meta, text('best'), 0x88, text('a'), tensor({ length: 12, shape: [1], strides: [1] })),
  );
  expect((await openPytorch(zipFile(object, TWELVE))).metadata).toEqual({
    best: 'true',
    epoch: '12',
    classes: '["cat","dog"]',
  });
});

test('a tensor is read by its range only', async () => {
  const bytes = zipFile(one({ offset: 2, shape: [2, 2], strides: [4, 1] }), TWELVE);
  const ranges: [number, number][] = [];
  const file = await openPytorch({
    name: 'counted',
    size: bytes.length,
    read: async (offset, length) => {
      ranges.push([offset, length]);
      return bytes.subarray(offset, offset + length);
    },
    close: async () => {},
  });
  ranges.length = 0;
  expect([...(await file.read('a')).data]).toEqual([2, 3, 6, 7]);
  // the member's header of 30 bytes, then values 2 to 7: 6 · 4 bytes
  expect(ranges.map(([, length]) => length)).toEqual([30, 24]);
});

const tiny = pickle(dict(text('a'), tensor({ length: 1, shape: [1], strides: [1] })));
test.each([
  [
    'elements beyond the storage',
    zipFile(one({ shape: [13] }), TWELVE),
    'checkpoint, tensor "a": expected elements within the 12 values of storage "0", got [13] with strides [1] from 0 on, which needs 13. The file is damaged.',
  ],
  [
    'an offset beyond the storage',
    zipFile(one({ offset: 12, shape: [], strides: [] }), TWELVE),
    'which needs 13.',
  ],
  [
    'strides beyond the storage',
    zipFile(one({ shape: [2, 2], strides: [11, 1] }), TWELVE),
    'got [2, 2] with strides [11, 1] from 0 on, which needs 13.',
  ],
  [
    'a view that repeats beyond all memory',
    zipFile(one({ shape: [2 ** 30, 2 ** 30], strides: [0, 0] }), TWELVE),
    'expected tensors of at most 16',
  ],
  [
    'a size whose product overflows',
    zipFile(one({ shape: Array(40).fill(2 ** 30), strides: Array(40).fill(0) }), TWELVE),
    'expected tensors of at most 16',
  ],
  [
    'too few strides',
    zipFile(one({ shape: [1, 1] }), TWELVE),
    '_rebuild_tensor_v2: expected 2 strides ≥ 0, got a list of 1.',
  ],
  ['a negative stride', zipFile(one({ strides: [-1] }), TWELVE), 'expected 1 strides ≥ 0, got a list of 1.'],
  ['a negative offset', zipFile(one({ offset: -1 }), TWELVE), 'expected an offset ≥ 0, got -1.'],
  [
    'a short storage',
    zipFile(one({}), { 0: floats(1) }),
    'checkpoint, model/data.pkl, storage "0": expected 48 bytes for 12 values of F32, got 4. The file is damaged.',
  ],
  [
    'a missing storage',
    zipFile(one({}), {}),
    'checkpoint, model/data.pkl, storage "0": expected a member data/0, got none.',
  ],
  ['a negative length', zipFile(one({ length: -1 }), TWELVE), 'storage "0": expected a length ≥ 0, got -1.'],
  [
    'a storage of a number type',
    zipFile(one({ type: 'float32' }), TWELVE),
    'expected a class of storages, got torch.float32.',
  ],
  [
    'a persistent id of another kind',
    zipFile(pickle(text('module'), 0x85, 'Q'), {}),
    'expected a persistent id of a storage, got a list of 1.',
  ],
  [
    'a part beyond its storage',
    legacyFile(one({ view: tuple(text('v'), 'K', 4, 'K', 9) }), { 0: [12, TWELVE[0]] }),
    'storage "0": expected a part within its 12 values, got 9 from 4.',
  ],
  [
    'a legacy storage of another length',
    legacyFile(tiny, { 0: [2, floats(1, 2)] }),
    'checkpoint, storage "0": expected 1 values, as the object declares, got 2. The file is damaged.',
  ],
  [
    'a legacy storage cut off',
    legacyFile(tiny, { 0: [1, bytesOf(0, 0)] }),
    'checkpoint, storage "0": expected 4 bytes for 1 values of F32, got 2. The file is damaged.',
  ],
  [
    'a legacy file without its numbers',
    legacyFile(tiny, {}),
    'checkpoint, storage "0": expected its numbers, got none in the file.',
  ],
  [
    'a legacy storage that nothing declares',
    legacyFile(tiny, { 1: [0, bytesOf()] }),
    'checkpoint: expected storages that the object declares, got "1".',
  ],
  [
    'a legacy file cut off in a pickle',
    legacyFile(tiny, {}).subarray(0, 90),
    'expected a whole pickle of at most 100000000 bytes at byte 46, got none in the 44 bytes from there. The file is damaged or was not copied whole.',
  ],
  [
    'a plain pickle',
    pickle('}'),
    'checkpoint: expected the magic number 119547037146038801333356 of PyTorch, got a dict of 0. A plain pickle is not a checkpoint.',
  ],
  [
    'a storage outside of the object',
    pickle('NQ'),
    'checkpoint: expected storages in the object only, got one elsewhere.',
  ],
  [
    'big-endian numbers',
    legacyFile(tiny, { 0: [1, floats(1)] }, false),
    'checkpoint: expected little-endian numbers, got false.',
  ],
])('refuses %s', async (_, bytes, message) => {
  await expect(openPytorch(bytes)).rejects.toThrow(message);
});

test('an unknown name is an error', async () => {
  const file = await openPytorch(zipFile(tiny, { 0: floats(1) }));
  await expect(file.read('b')).rejects.toThrow('checkpoint: expected a tensor "b", got none of that name.');
});

test('every truncation is refused', async () => {
  for (const whole of [zipFile(tiny, { 0: floats(1) }), legacyFile(tiny, { 0: [1, floats(1)] })]) {
    for (let length = 0; length < whole.length; length++) {
      await expect(openPytorch(whole.subarray(0, length))).rejects.toThrow('checkpoint');
    }
  }
});
