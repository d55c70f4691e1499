/** An import of one file of a package by another; both as paths in `src`. */
export interface FileImport {
  readonly from: string;
  readonly to: string;
}

/** What lies in one folder imports what lies beside it, there or deeper. */
export interface NeighborImport {
  /** The folder that both lie in: '' for `src`, or such as `ops/`. */
  readonly folder: string;
  /** Names in that folder. */
  readonly from: string;
  readonly to: string;
  /** The files that do it. */
  readonly files: readonly FileImport[];
}

/** Gathers imports of files by the neighbors through which they leave and enter, one entry per pair. */
export function neighborImports(imports: readonly FileImport[]): NeighborImport[] {
  const pairs = new Map<string, NeighborImport & { files: FileImport[] }>();
  for (const one of imports) {
    const [from, to] = [one.from.split('/'), one.to.split('/')];
    const at = from.findIndex((name, depth) => name !== to[depth]);
    if (at < 0) continue;
    const folder = from
      .slice(0, at)
      .map((name) => `${name}/`)
      .join('');
    const key = [folder, from[at], to[at]].join('\n');
    const pair = pairs.get(key) ?? { folder, from: from[at]!, to: to[at]!, files: [] };
    pair.files.push(one);
    pairs.set(key, pair);
  }
  return [...pairs.values()];
}
