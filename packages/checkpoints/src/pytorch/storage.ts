import { expectThat } from '@tandem-det/base';
import { BYTES_PER_VALUE } from '../numbers/dtypes.ts';
import { inWords, isGlobal, isList, isSize, type PickleValue, type StoredValues } from './pickle/values.ts';

/** Where the numbers of the storages lie. */
export interface StorageReader {
  /** `count` values of a storage from value `first` on, as bytes. */
  read(storage: StoredValues, first: number, count: number): Promise<Uint8Array>;
}

/**
 * The storage that a persistent id means: `('storage', type, key, location, values)`, and in the legacy
 * format a sixth item, null or `(key, first value, values)` for a storage that is a part of another.
 * The location, such as `cuda:0`, is of no interest here.
 */
export function storageOf(where: string, id: PickleValue): StoredValues {
  expectThat(isList(id) && id[0] === 'storage', where, 'a persistent id of a storage', inWords(id));
  const [, type, key, , declared, view] = id;
  const dtype = isGlobal(type) ? type.storage : undefined;
  expectThat(dtype !== undefined, where, 'a class of storages', inWords(type));
  expectThat(typeof key === 'string', where, 'a text as key of a storage', inWords(key));
  expectThat(isSize(declared), `${where}, storage "${key}"`, 'a length ≥ 0', inWords(declared));
  if (view === undefined || view === null) {
    return { kind: 'storage', key, dtype, declared, start: 0, length: declared };
  }
  const [, start, length] = isList(view) ? view : [];
  expectThat(
    isSize(start) && isSize(length) && start + length <= declared,
    `${where}, storage "${key}"`,
    `a part within its ${declared} values`,
    `${inWords(length)} from ${inWords(start)}`,
  );
  return { kind: 'storage', key, dtype, declared, start, length };
}

/** Length of a storage in bytes, as declared. */
export function storageBytes({ declared, dtype }: StoredValues): number {
  return declared * BYTES_PER_VALUE[dtype];
}

/** Throws where a storage has fewer bytes in the file than it declares. */
export function checkStorage(where: string, storage: StoredValues, present: number): void {
  const { key, declared, dtype } = storage;
  expectThat(
    storageBytes(storage) <= present,
    `${where}, storage "${key}"`,
    `${storageBytes(storage)} bytes for ${declared} values of ${dtype}`,
    `${present}`,
    'The file is damaged.',
  );
}
