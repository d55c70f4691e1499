import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** What the references call their tensors, and their shapes; `source` says how the lists were made. */
interface TensorLists {
  readonly source: string;
  /** Index of its list by the name of a model; models of one architecture share one. */
  readonly models: Readonly<Record<string, number>>;
  readonly lists: readonly Readonly<Record<string, readonly number[]>>[];
}

/** The lists of every model in the catalogue, for tests. */
export function tensorLists(): TensorLists {
  const packed = readFileSync(new URL('tensor-lists.json.gz', import.meta.url));
  return JSON.parse(gunzipSync(packed).toString('utf8')) as TensorLists;
}
