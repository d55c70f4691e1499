import { expectThat } from '@tandem-det/base';
import type { Dtype } from '../../numbers/dtypes.ts';
import {
  inWords,
  isList,
  isMap,
  isSize,
  isStorage,
  isTensor,
  type PickleGlobal,
  type PickleValue,
} from './values.ts';

const STORAGES: Readonly<Record<string, Dtype>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
};

const DTYPES = [
  ...['float64', 'float32', 'float16', 'bfloat16', 'int64', 'int32', 'int16', 'int8', 'uint8', 'bool'],
  ...['double', 'float', 'half', 'long', 'int', 'short', 'complex64', 'complex128'],
];

const GLOBALS = new Map<string, PickleGlobal>(
  [
    callable('collections.OrderedDict', orderedDict),
    callable('torch.Size', size),
    callable('torch._utils._rebuild_tensor_v2', rebuildTensor),
    callable('torch._utils._rebuild_parameter', rebuildParameter),
    ...Object.entries(STORAGES).map(
      ([name, storage]): PickleGlobal => ({ kind: 'global', name: `torch.${name}`, storage }),
    ),
    ...DTYPES.map((name): PickleGlobal => ({ kind: 'global', name: `torch.${name}` })),
  ].map((global) => [global.name, global]),
);

/** Longest name that is kept of an unknown one. */
const LONGEST_NAME = 120;

/**
 * The meaning of a name of Python's. Only what plain tensors need is known: `collections.OrderedDict`,
 * `torch.Size`, `torch._utils._rebuild_tensor_v2`, `torch._utils._rebuild_parameter`, the storages and the
 * number types. Every other name stands for itself, and what would be made of it is opaque; nothing is looked up or run.
 */
export function findGlobal(module: string, name: string): PickleGlobal {
  const full = `${module}.${name}`;
  return GLOBALS.get(full) ?? { kind: 'global', name: full.slice(0, LONGEST_NAME), isUnknown: true };
}

function callable(name: string, call: NonNullable<PickleGlobal['call']>): PickleGlobal {
  return { kind: 'global', name, call: (where, values) => call(`${where}, ${name}`, values) };
}

/** The list of pairs (Python 2 writes one) is emptied, so that a pickle cannot have it copied again and again. */
function orderedDict(where: string, [pairs = [], ...rest]: readonly PickleValue[]): PickleValue {
  const valid = isList(pairs) && pairs.every((pair) => isList(pair) && pair.length === 2);
  expectThat(valid && rest.length === 0, where, 'nothing or a list of pairs', inWords(pairs));
  return new Map((pairs as [PickleValue, PickleValue][]).splice(0));
}

function size(where: string, [sizes]: readonly PickleValue[]): PickleValue {
  expectThat(isSizes(sizes), where, SIZES, inWords(sizes));
  return sizes;
}

function rebuildTensor(where: string, values: readonly PickleValue[]): PickleValue {
  const [storage, offset, shape, strides] = values;
  expectThat(isStorage(storage), where, 'a storage', inWords(storage));
  expectThat(isSize(offset), where, 'an offset ≥ 0', inWords(offset));
  expectThat(isSizes(shape), where, SIZES, inWords(shape));
  const fit = isSizes(strides) && strides.length === shape.length;
  expectThat(fit, where, `${shape.length} strides ≥ 0`, inWords(strides));
  return { kind: 'tensor', storage, offset, shape: [...shape], strides: [...strides] };
}

function rebuildParameter(where: string, [tensor, , hooks]: readonly PickleValue[]): PickleValue {
  expectThat(isTensor(tensor), where, 'a tensor', inWords(tensor));
  expectThat(isMap(hooks) && hooks.size === 0, where, 'no hooks', inWords(hooks));
  return tensor;
}

/** Most dimensions of a tensor of PyTorch's. */
const MAX_DIMENSIONS = 64;

const SIZES = `at most ${MAX_DIMENSIONS} whole numbers ≥ 0`;

function isSizes(value: PickleValue | undefined): value is readonly number[] {
  return isList(value) && value.length <= MAX_DIMENSIONS && value.every(isSize);
}
