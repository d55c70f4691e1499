import { isList, isMap, type PickleMap, type PickleValue } from './pickle/values.ts';

/** A pickle can repeat one text as often as it likes; a class name is short. */
const LONGEST_NAME = 200;

/**
 * What a checkpoint says beside its weights, as texts: every text, number and truth value at the top and
 * under `meta`, and the class names of mmdetection (`meta.CLASSES`, `meta.dataset_meta.classes`) as a JSON
 * list under `classes`, where `saveParameters` puts them too. Everything else is left out.
 */
export function metadataOf(root: PickleValue): Readonly<Record<string, string>> {
  if (!isMap(root)) return {};
  const meta = root.get('meta');
  const entries = [...scalars(root), ...(isMap(meta) ? scalars(meta) : [])];
  const classes = isMap(meta) ? classNames(meta) : undefined;
  if (classes !== undefined) entries.push(['classes', JSON.stringify(classes)]);
  return Object.fromEntries(entries);
}

function scalars(map: PickleMap): [string, string][] {
  const found: [string, string][] = [];
  for (const [key, value] of map) {
    if (typeof key === 'string' && ['string', 'number', 'boolean', 'bigint'].includes(typeof value)) {
      found.push([key, String(value)]);
    }
  }
  return found.filter(([key]) => key !== 'classes');
}

function classNames(meta: PickleMap): readonly string[] | undefined {
  const data = meta.get('dataset_meta');
  const dataset = isMap(data) ? data : new Map<PickleValue, PickleValue>();
  for (const names of [meta.get('CLASSES'), dataset.get('classes'), dataset.get('CLASSES')]) {
    if (isList(names) && names.every((name) => typeof name === 'string' && name.length <= LONGEST_NAME)) {
      return names as readonly string[];
    }
  }
  return undefined;
}
