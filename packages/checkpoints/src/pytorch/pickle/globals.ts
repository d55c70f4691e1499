import { ExpectationError, expectThat } from '@tandem-det/base';
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

/** Modules that no data names: whatever is called of them acts on the machine. */
const ACTING_MODULES = new Set(
  'os posix nt subprocess sys shutil socket runpy importlib pty webbrowser ctypes code codeop pickle _pickle commands'
    .concat(' multiprocessing asyncio threading signal')
    .split(' '),
);
const ACTING_BUILTINS = new Set('eval exec execfile compile open __import__ input breakpoint'.split(' '));

function acts(module: string, name: string): boolean {
  if (module === 'builtins' || module === '__builtin__') return ACTING_BUILTINS.has(name);
  return ACTING_MODULES.has(module.split('.')[0]!);
}

/** Longest name that is kept of an unknown one. */
const LONGEST_NAME = 120;

/**
 * The meaning of a name of Python's. Only what plain tensors need is known: `collections.OrderedDict`,
 * `torch.Size`, `torch._utils._rebuild_tensor_v2`, `torch._utils._rebuild_parameter`, the storages and the
 * number types. Every other name stands for itself, and what would be made of it is opaque; nothing is looked up or run.
 *
 * Errors: an ExpectationError for a name that only a pickle which acts on its reader has. Nothing would run here, but
 * the file is an attack on whoever loads it with Python, and not to be passed on.
 */
export function findGlobal(module: string, name: string): PickleGlobal {
  const full = `${module}.${name}`;
  if (acts(module, name)) {
    throw new ExpectationError(
      'pickle',
      'data',
      `a call of ${full.slice(0, LONGEST_NAME)}, which runs code where Python loads the file`,
      'Do not use this file, and do not load it with PyTorch.',
    );
  }
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
