import { readdir } from 'node:fs/promises';
import { plainName, stemOf } from './file-kinds.ts';

/** Listings of folders, each read once, when it is asked for. */
export interface Directories {
  /** Names in a folder; none where it is not there. */
  names(folder: string): Promise<ReadonlySet<string>>;
  /**
   * The file of a folder with this stem and ending: itself, or the only one that is written otherwise (Unicode form,
   * `%20`, the ending in capitals).
   */
  find(folder: string, stem: string, ending: string): Promise<string | undefined>;
}

export function directories(): Directories {
  const listings = new Map<string, Promise<ReadonlySet<string>>>();
  const plain = new Map<ReadonlySet<string>, Map<string, string[]>>();
  const names = (folder: string) => {
    const known =
      listings.get(folder) ??
      readdir(folder).then(
        (found) => new Set(found),
        () => new Set<string>(),
      );
    listings.set(folder, known);
    return known;
  };
  const plainOf = (found: ReadonlySet<string>) => {
    const known = plain.get(found) ?? new Map<string, string[]>();
    if (plain.has(found)) return known;
    plain.set(found, known);
    for (const name of found) {
      const key = keyOf(name);
      known.set(key, [...(known.get(key) ?? []), name]);
    }
    return known;
  };
  return {
    names,
    async find(folder, stem, ending) {
      const found = await names(folder);
      const exact = `${stem}${ending}`;
      if (found.size === 0 || found.has(exact)) return found.size === 0 ? undefined : exact;
      const alike = plainOf(found).get(keyOf(exact));
      return alike?.length === 1 ? alike[0] : undefined;
    },
  };
}

function keyOf(name: string): string {
  const stem = stemOf(name);
  return `${plainName(stem)}${name.slice(stem.length).toLowerCase()}`;
}
