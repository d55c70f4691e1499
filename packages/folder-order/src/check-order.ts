import { deriveOrder } from './derive-order.ts';
import { type FileImport, type NeighborImport, neighborImports } from './neighbor-imports.ts';
import { wayBack } from './way-back.ts';

/** Folders of `src`, lowest first; those of one list do not import each other. */
export type DeclaredOrder = readonly (string | readonly string[])[];

export interface UpwardImport extends NeighborImport {
  /** How what is imported leads back to the importer, both named; none where only the declared order forbids it. */
  readonly back?: readonly string[];
}

export interface OrderReport {
  /** Imports between neighbors of which one is a folder at least, however many files do it. */
  readonly imports: number;
  /** Imports against the order: the declared one, or the best that there is. */
  readonly upward: readonly UpwardImport[];
  /** Pairs of neighbors that import each other. */
  readonly mutual: number;
  /** Folders of `src` that a declared order lacks. */
  readonly undeclared: readonly string[];
  /** Folders of a declared order that `src` lacks. */
  readonly missing: readonly string[];
}

/** Checks in every folder of a package that what lies in it has an order, by the imports of its files. */
export function checkOrder(
  imports: readonly FileImport[],
  folders: readonly string[],
  declared?: DeclaredOrder,
): OrderReport {
  const pairs = neighborImports(imports);
  const levels = new Map(
    (declared ?? []).flatMap((names, level) => [names].flat().map((name) => [name, level])),
  );
  const upward = [...new Set(pairs.map(({ folder }) => folder))].flatMap((folder) => {
    const beside = pairs.filter((pair) => pair.folder === folder);
    return upwardOf(beside, folder === '' ? levels : new Map()).map((pair) => {
      const back = wayBack(beside, pair.to, pair.from);
      return back ? { ...pair, back } : pair;
    });
  });
  const top = folders.filter((folder) => !folder.includes('/'));
  return {
    imports: pairs.filter(({ from, to }) => !(isFile(from) && isFile(to))).length,
    upward,
    mutual: pairs.filter((one) => pairs.some((other) => isReturn(one, other))).length / 2,
    undeclared: declared ? top.filter((name) => !levels.has(name)) : [],
    missing: [...levels.keys()].filter((name) => !top.includes(name)),
  };
}

function isFile(name: string): boolean {
  return /\.tsx?$/.test(name);
}

function isReturn(one: NeighborImport, other: NeighborImport): boolean {
  return one.folder === other.folder && one.from === other.to && one.to === other.from;
}

/** The imports between neighbors that go against their levels, and against the order of what is left. */
function upwardOf(
  beside: readonly NeighborImport[],
  levels: ReadonlyMap<string, number>,
): readonly NeighborImport[] {
  const isAgainst = ({ from, to }: NeighborImport) => levels.get(from)! <= levels.get(to)!;
  const order = deriveOrder(beside.filter((pair) => !isAgainst(pair)));
  return beside.filter((pair) => isAgainst(pair) || order.indexOf(pair.from) < order.indexOf(pair.to));
}
