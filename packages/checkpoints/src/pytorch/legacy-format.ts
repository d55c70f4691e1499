import { ExpectationError, expectThat } from '@tandem-det/base';
import { BYTES_PER_VALUE } from '../numbers/dtypes.ts';
import type { ByteSource } from '../safetensors/source.ts';
import { createStorageList, MAX_PICKLE_BYTES, type PytorchContent } from './content.ts';
import { pickleLength } from './pickle/opcodes.ts';
import { type ResolvePersistent, unpickle } from './pickle/unpickle.ts';
import { inWords, isList, isMap, type PickleValue, type StoredValues } from './pickle/values.ts';
import { checkStorage, storageBytes, storageOf } from './storage.ts';

/** First pickle of a legacy file. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL_VERSION = 1001;
const FIRST_WINDOW = 65_536;

/**
 * The format of PyTorch before 1.6: five pickles, one after the other (a magic number, a protocol version,
 * facts about the machine, the object, the list of storage keys), then for each key the number of values
 * as int64 and the values.
 *
 * Throws where a pickle or a storage is cut off, a storage has another length than the object declares,
 * or the numbers are big-endian.
 */
export async function readLegacyFormat(source: ByteSource): Promise<PytorchContent> {
  const where = source.name;
  const list = createStorageList(storageOf);
  let at = 0;
  const next = async (persistent: ResolvePersistent = noPersistent): Promise<PickleValue> => {
    const bytes = await readPickle(source, at);
    at += bytes.length;
    return unpickle(where, bytes, persistent);
  };
  const magic = await next();
  expectThat(
    magic === MAGIC,
    where,
    `the magic number ${MAGIC} of PyTorch`,
    inWords(magic),
    'A plain pickle is not a checkpoint.',
  );
  const version = await next();
  expectThat(version === PROTOCOL_VERSION, where, `version ${PROTOCOL_VERSION}`, inWords(version));
  const machine = await next();
  const little = isMap(machine) ? machine.get('little_endian') : undefined;
  expectThat(little === true, where, 'little-endian numbers', inWords(little));
  const root = await next(list.persistent);
  const keys = await next();
  expectThat(isList(keys), where, 'a list of storage keys', inWords(keys));
  const begins = await findStorages(source, at, keys, list.storages);
  return {
    root,
    read({ key, dtype }, first, count) {
      const size = BYTES_PER_VALUE[dtype];
      return source.read(begins.get(key)! + first * size, count * size);
    },
  };
}

const noPersistent = (where: string): never => {
  throw new ExpectationError(where, 'storages in the object only', 'one elsewhere');
};

/** Reads windows of doubling size until one holds the whole pickle. */
async function readPickle(source: ByteSource, at: number): Promise<Uint8Array> {
  const left = Math.min(source.size - at, MAX_PICKLE_BYTES);
  for (let size = Math.min(FIRST_WINDOW, left); ; size = Math.min(2 * size, left)) {
    const window = await source.read(at, size);
    const length = pickleLength(source.name, window);
    if (length !== undefined) return window.subarray(0, length);
    expectThat(
      size < left,
      source.name,
      `a whole pickle of at most ${MAX_PICKLE_BYTES} bytes at byte ${at}`,
      `none in the ${left} bytes from there`,
      'The file is damaged or was not copied whole.',
    );
  }
}

/** Where each storage's numbers begin, from the length before each. */
async function findStorages(
  source: ByteSource,
  from: number,
  keys: readonly PickleValue[],
  declared: readonly StoredValues[],
): Promise<ReadonlyMap<string, number>> {
  const where = source.name;
  const byKey = new Map<PickleValue, StoredValues>(declared.map((storage) => [storage.key, storage]));
  const begins = new Map<string, number>();
  let at = from;
  for (const key of keys) {
    const storage = byKey.get(key);
    expectThat(storage !== undefined, where, 'storages that the object declares', inWords(key));
    const bytes = await source.read(at, 8);
    expectThat(bytes.length === 8, `${where}, storage "${storage.key}"`, 'its length', 'the end of the file');
    const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigInt64(0, true);
    expectThat(
      length === BigInt(storage.declared),
      `${where}, storage "${storage.key}"`,
      `${storage.declared} values, as the object declares`,
      `${length}`,
      'The file is damaged.',
    );
    begins.set(storage.key, at + 8);
    checkStorage(where, storage, Math.max(0, source.size - at - 8));
    at += 8 + storageBytes(storage);
  }
  for (const storage of declared) {
    const begin = begins.get(storage.key);
    expectThat(begin !== undefined, `${where}, storage "${storage.key}"`, 'its numbers', 'none in the file');
    checkStorage(where, storage, source.size - begin);
  }
  return begins;
}
