import { ExpectationError } from '@tandem-det/base';
import {
  inWords,
  isMap,
  isTensor,
  type PickleMap,
  type PickleValue,
  type TensorView,
} from './pickle/values.ts';

/** Keys under which training codes keep a model's weights, in the order in which they are tried. */
const USUAL_KEYS = ['state_dict', 'model', 'model_state_dict', 'net', 'params'];

/** How many keys of a file without weights at the usual places are looked at for the message. */
const MOST_KEYS = 64;

export interface StateDict {
  /** Keys on the way to it, joined by dots; empty at the top. */
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorView>;
}

/**
 * The tensors of a checkpoint by name. With a path they are the tensors found there; without one those at
 * the top where it has any, or under the first of `state_dict`, `model`, `model_state_dict`, `net` and
 * `params` that has. Throws where there are none, saying under which keys there are some.
 */
export function findStateDict(where: string, root: PickleValue, path: string | undefined): StateDict {
  const paths = path === undefined ? ['', ...USUAL_KEYS] : [path];
  for (const candidate of paths) {
    const tensors = tensorsAt(root, candidate);
    if (tensors.size > 0) return { path: candidate, tensors };
  }
  const others = isMap(root) ? keysWithTensors(root) : [];
  throw new ExpectationError(
    where,
    path === undefined ? 'a dict of tensors' : `a dict of tensors at "${path}"`,
    path === undefined ? inWords(root) : 'none',
    others.length > 0
      ? `There are tensors at ${others.map((key) => `"${key}"`).join(', ')}: pass one as stateDict.`
      : 'The file has no tensors at its top or one level below.',
  );
}

function tensorsAt(root: PickleValue, path: string): ReadonlyMap<string, TensorView> {
  let found: PickleValue | undefined = root;
  for (const key of path === '' ? [] : path.split('.')) found = isMap(found) ? found.get(key) : undefined;
  return isMap(found) ? tensorsOf(found) : new Map();
}

function tensorsOf(map: PickleMap): ReadonlyMap<string, TensorView> {
  const tensors = new Map<string, TensorView>();
  for (const [name, value] of map) if (typeof name === 'string' && isTensor(value)) tensors.set(name, value);
  return tensors;
}

function keysWithTensors(root: PickleMap): readonly string[] {
  const keys = tensorsOf(root).size > 0 ? [''] : [];
  for (const [key, value] of [...root].slice(0, MOST_KEYS)) {
    if (typeof key === 'string' && isMap(value) && tensorsOf(value).size > 0) keys.push(key);
  }
  return keys.slice(0, 8).map((key) => key.slice(0, 60));
}
