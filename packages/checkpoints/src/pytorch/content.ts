import type { PickleValue, StoredValues } from './pickle/values.ts';
import type { StorageReader } from './storage.ts';

/** Longest pickle that is read, in bytes: it holds names and shapes, not the numbers of tensors. */
export const MAX_PICKLE_BYTES = 100_000_000;

/** A file of PyTorch's after its pickle was read and its storages were found to be whole. */
export interface PytorchContent extends StorageReader {
  readonly root: PickleValue;
}

/** Collects the storages that a pickle mentions, once each. */
export function createStorageList(resolve: (where: string, id: PickleValue) => StoredValues) {
  const storages: StoredValues[] = [];
  return {
    storages,
    persistent(where: string, id: PickleValue): StoredValues {
      const storage = resolve(where, id);
      storages.push(storage);
      return storage;
    },
  };
}
