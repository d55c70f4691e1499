import { expectThat } from '@tandem-det/base';
import type { Checkpoint, TensorSummary } from './checkpoint.ts';

/** What PyTorch's wrappers put before every name: data-parallel ones, and `torch.compile`. */
const WRAPPERS = ['module.', '_orig_mod.'];

/** What PyTorch's and mmengine's averaged models have beside the wrapped model. */
const COUNTERS = new Set(['n_averaged', 'steps']);

/**
 * The prefix that `removePrefix: 'auto'` takes away: `module.` and `_orig_mod.`, in any order and as often as all names
 * have them; otherwise none. The counters of averaged models do not count.
 */
export function automaticPrefix(names: Iterable<string>): string {
  const all = [...names].filter((name) => !COUNTERS.has(name));
  let prefix = '';
  for (;;) {
    const next = WRAPPERS.find((wrapper) => all.every((name) => name.startsWith(prefix + wrapper)));
    if (all.length === 0 || next === undefined) return prefix;
    prefix += next;
  }
}

/**
 * The same file with a prefix taken away from the names that have it; the others stay as they are.
 * Throws where no name has it, or two would become one.
 */
export function withoutPrefix<File extends Checkpoint>(file: File, prefix: string): File {
  if (prefix === '') return file;
  const stored = new Map<string, string>();
  const entries = new Map<string, TensorSummary>();
  for (const [name, entry] of file.entries) {
    const short = name.startsWith(prefix) ? name.slice(prefix.length) : name;
    expectThat(!stored.has(short), file.name, `names that differ without "${prefix}"`, `"${short}" twice`);
    stored.set(short, name);
    entries.set(short, { ...entry, name: short });
  }
  const found = [...file.entries.keys()].some((name) => name.startsWith(prefix));
  expectThat(found, file.name, `names that begin with "${prefix}"`, 'none');
  return {
    ...file,
    entries,
    async read(name: string) {
      const original = stored.get(name);
      expectThat(original !== undefined, file.name, `a tensor "${name}"`, 'none of that name');
      return { ...(await file.read(original)), name };
    },
  };
}
