import { ExpectationError } from '@tandem-det/base';
import {
  inWords,
  isMap,
  isOpaque,
  isTensor,
  type PickleMap,
  type PickleValue,
  type TensorView,
} from './pickle/values.ts';

/**
 * Keys under which training codes keep averaged weights (EMA) that they prefer to the plain ones: timm, BasicSR, DETRs.
 * mmengine's `ema_state_dict` is none of them: it holds the plain weights, and `state_dict` the averaged ones.
 */
const AVERAGED_KEYS = [
  'state_dict_ema',
  'model_ema',
  'ema_model',
  'params_ema',
  'ema.module',
  'ema.state_dict',
  'ema',
];

/** Keys under which training codes keep a model's weights, in the order in which they are tried. */
const USUAL_KEYS = ['state_dict', 'model', 'model_state_dict', 'net', 'params', 'weights', 'network'];

/** How many keys of each level of a file are looked at. */
const MOST_KEYS = 64;

/** A place with tensors in a file. */
export interface StateDictPlace {
  /** Keys on the way to it, joined by dots; empty at the top. */
  readonly path: string;
  readonly count: number;
}

export interface StateDict {
  /** Keys on the way to it, joined by dots; empty at the top. */
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorView>;
  /** Other places with tensors, those with most first. */
  readonly others: readonly StateDictPlace[];
}

/**
 * The tensors of a checkpoint by name. With a path they are the tensors found there. Without one: averaged weights, where
 * they have all names that the plain ones have; those under the first usual key that has any; or those at the top where
 * they are more than elsewhere. Throws where there are none, or none of these, saying under which keys there are some;
 * and where an object among them is no plain tensor.
 */
export function findStateDict(where: string, root: PickleValue, path: string | undefined): StateDict {
  const places = placesIn(root);
  const chosen = path ?? usualPath(root, places);
  const tensors = chosen === undefined ? new Map<string, TensorView>() : tensorsAt(root, chosen);
  if (chosen !== undefined && tensors.size > 0) {
    refuseStrange(where, mapAt(root, chosen)!);
    return { path: chosen, tensors, others: places.filter((place) => place.path !== chosen) };
  }
  throw new ExpectationError(
    where,
    path === undefined ? 'a dict of tensors' : `a dict of tensors at "${path}"`,
    path === undefined ? inWords(root) : 'none',
    remedy(root, places),
  );
}

function remedy(root: PickleValue, places: readonly StateDictPlace[]): string {
  if (places.length > 0) {
    const keys = places.slice(0, 8).map(({ path, count }) => `"${path.slice(0, 60)}" (${count})`);
    return `There are tensors at ${keys.join(', ')}: pass one as stateDict.`;
  }
  const objects = isOpaque(root)
    ? [root.name]
    : isMap(root)
      ? [...root].flatMap(([key, value]) => (isOpaque(value) ? [`${value.name} at "${key}"`] : []))
      : [];
  if (objects.length === 0) return 'The file has no tensors at its top or one level below.';
  return `It has objects of classes, such as ${objects[0]!.slice(0, 120)}; they were not made. In Python, save model.state_dict() alone.`;
}

function usualPath(root: PickleValue, places: readonly StateDictPlace[]): string | undefined {
  const has = (path: string) => tensorsAt(root, path).size > 0;
  const plain = USUAL_KEYS.find(has);
  const averaged = AVERAGED_KEYS.find(has);
  if (averaged !== undefined && (plain === undefined || covers(root, averaged, plain))) return averaged;
  const top = places.find(({ path }) => path === '')?.count ?? 0;
  const most = Math.max(0, ...places.filter(({ path }) => path !== '').map(({ count }) => count));
  // A loss or a mean at the top is a tensor too.
  if (plain !== undefined && tensorsAt(root, plain).size >= top) return plain;
  return top > 0 && top >= most ? '' : undefined;
}

/** Whether averaged weights have every name of the plain ones, wrappers aside; some codes average parameters alone. */
function covers(root: PickleValue, averaged: string, plain: string): boolean {
  const short = (name: string) => name.replace(/^((module|_orig_mod)\.)+/, '');
  const names = new Set([...tensorsAt(root, averaged).keys()].map(short));
  return [...tensorsAt(root, plain).keys()].every((name) => names.has(short(name)));
}

/** Names of what PyTorch makes tensors of other kinds with: sparse, quantized, of classes of their own. */
const STRANGE = /^torch\..*(_rebuild|Tensor|Parameter|Storage|sparse|nested)/;

/** An object among weights that PyTorch would make a tensor of: without it, some of the weights would be missing. */
function refuseStrange(where: string, map: PickleMap): void {
  for (const [name, value] of map) {
    if (!isOpaque(value) || !STRANGE.test(value.name)) continue;
    throw new ExpectationError(
      `${where}, "${String(name).slice(0, 60)}"`,
      'a plain tensor',
      inWords(value),
      'It was refused and nothing was executed. Save it as a plain, dense tensor.',
    );
  }
}

function mapAt(root: PickleValue, path: string): PickleMap | undefined {
  let found: PickleValue | undefined = root;
  for (const key of path === '' ? [] : path.split('.')) found = isMap(found) ? found.get(key) : undefined;
  return isMap(found) ? found : undefined;
}

function tensorsAt(root: PickleValue, path: string): ReadonlyMap<string, TensorView> {
  const map = mapAt(root, path);
  return map === undefined ? new Map() : tensorsOf(map);
}

function tensorsOf(map: PickleMap): ReadonlyMap<string, TensorView> {
  const tensors = new Map<string, TensorView>();
  for (const [name, value] of map) if (typeof name === 'string' && isTensor(value)) tensors.set(name, value);
  return tensors;
}

/** Places with tensors at the top and two levels below it. */
function placesIn(root: PickleValue): StateDictPlace[] {
  const places: StateDictPlace[] = [];
  const look = (map: PickleMap, path: string, depth: number): void => {
    const count = tensorsOf(map).size;
    if (count > 0) places.push({ path, count });
    if (depth === 0) return;
    for (const [key, value] of [...map].slice(0, MOST_KEYS)) {
      if (typeof key === 'string' && isMap(value))
        look(value, path === '' ? key : `${path}.${key}`, depth - 1);
    }
  };
  if (isMap(root)) look(root, '', 2);
  return places.toSorted((a, b) => b.count - a.count);
}
