import type { Dtype } from '../../numbers/dtypes.ts';

/** What a pickle of a checkpoint can hold. Lists and tuples are both arrays; a long integer is a bigint. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PickleValue[]
  | PickleMap
  | PickleGlobal
  | PickleOpaque
  | StoredValues
  | TensorView;

/** A dict or an OrderedDict. */
export type PickleMap = ReadonlyMap<PickleValue, PickleValue>;

/** A name of Python's that the pickle may use; none of them runs any code but ours. */
export interface PickleGlobal {
  readonly kind: 'global';
  readonly name: string;
  /** Number type, for a class of storages. */
  readonly storage?: Dtype;
  /** Whether it is none of the names that weights need: what is made of it is opaque. */
  readonly isUnknown?: boolean;
  /** What a call of it gives, where it may be called. */
  readonly call?: (where: string, values: readonly PickleValue[]) => PickleValue;
}

/**
 * An object of a class that weights do not need (a scalar of numpy, a path, a date, a whole model): only its name is kept,
 * and nothing of it is made or run.
 */
export interface PickleOpaque {
  readonly kind: 'opaque';
  /** Of its class or of the function that would make it, such as `numpy.core.multiarray.scalar`. */
  readonly name: string;
}

/** One run of numbers in the file, shared by the tensors that look at it. */
export interface StoredValues {
  readonly kind: 'storage';
  readonly key: string;
  readonly dtype: Dtype;
  /** Declared length of what lies under `key`, in values. */
  readonly declared: number;
  /** The part that tensors address: `length` values from value `start` on. */
  readonly start: number;
  readonly length: number;
}

/** A tensor: element (i, j, …) is value `offset` + i · strides[0] + j · strides[1] + … of the storage. */
export interface TensorView {
  readonly kind: 'tensor';
  readonly storage: StoredValues;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

export function isMap(value: PickleValue | undefined): value is PickleMap {
  return value instanceof Map;
}

export function isList(value: PickleValue | undefined): value is readonly PickleValue[] {
  return Array.isArray(value);
}

export function isTensor(value: PickleValue | undefined): value is TensorView {
  return isObject(value) && value.kind === 'tensor';
}

export function isStorage(value: PickleValue | undefined): value is StoredValues {
  return isObject(value) && value.kind === 'storage';
}

export function isGlobal(value: PickleValue | undefined): value is PickleGlobal {
  return isObject(value) && value.kind === 'global';
}

export function isOpaque(value: PickleValue | undefined): value is PickleOpaque {
  return isObject(value) && value.kind === 'opaque';
}

/** A whole number ≥ 0 that is held exactly. */
export function isSize(value: PickleValue | undefined): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A value in a few words, for a message; never walks into what it holds. */
export function inWords(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `"${value.slice(0, 60)}"`;
  if (isMap(value)) return `a dict of ${value.size}`;
  if (isList(value)) return `a list of ${value.length}`;
  if (isGlobal(value)) return value.name;
  if (isOpaque(value)) return `an object of ${value.name}`;
  return isObject(value) ? `a ${value.kind}` : String(value).slice(0, 60);
}

function isObject(
  value: PickleValue | undefined,
): value is PickleGlobal | PickleOpaque | StoredValues | TensorView {
  return typeof value === 'object' && value !== null && !isMap(value) && !isList(value);
}
