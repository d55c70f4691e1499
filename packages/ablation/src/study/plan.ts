import { ExpectationError } from '@tandem-det/base';
import { type Cell, cellName, cellsOf } from './axes.ts';
import { type CellIdentity, cellIdentity } from './cell-identity.ts';
import { type RunIdentity, runId } from './run-id.ts';
import type { Study } from './study.ts';

/** One run of a study: a cell with a seed. */
export interface PlannedRun {
  /** Equal for runs with equal results, in whatever study. */
  readonly id: string;
  /** Of the cell. */
  readonly name: string;
  readonly cell: Cell;
  readonly seed: number;
  readonly identity: RunIdentity;
  /** Parts of the user's own that nothing identifies: once finished, the run is not reused. */
  readonly unidentified: readonly string[];
  /** From 0, of `runs`. */
  readonly index: number;
  readonly runs: number;
}

/** The cells of a study that are not excluded. */
export function cellsOfStudy({ axes, exclude = [] }: Study): Cell[] {
  return cellsOf(axes).filter(
    (cell) => !exclude.some((part) => Object.entries(part).every(([axis, value]) => cell[axis] === value)),
  );
}

const plans = new WeakMap<Study, Promise<PlannedRun[]>>();

/**
 * The runs of a study, seed by seed, so that every cell has a result early. A study without `settings` has each cell
 * prepared once to see what it is made of, with shapes alone and without a backend; it is planned once, however often this
 * is called.
 * Throws where two cells would be the same run: an axis that changes nothing.
 */
export async function planRuns(study: Study): Promise<PlannedRun[]> {
  const known = plans.get(study);
  if (known !== undefined) return known;
  const planned = plan(study);
  plans.set(study, planned);
  planned.catch(() => plans.delete(study));
  return planned;
}

async function plan(study: Study): Promise<PlannedRun[]> {
  const { version = null, seeds } = study;
  const cells: { readonly cell: Cell; readonly own: CellIdentity }[] = [];
  for (const cell of cellsOfStudy(study)) cells.push({ cell, own: await cellIdentity(study, cell) });
  const names = new Map<string, string>();
  return seeds.flatMap((seed, round) =>
    cells.map(({ cell, own }, at): PlannedRun => {
      const name = cellName(cell);
      const { unidentified, ...determining } = own;
      const identity = { version, ...determining, seed };
      const id = runId(identity);
      const other = names.get(id);
      if (other !== undefined) {
        throw new ExpectationError(
          `study ${study.name}`,
          'cells that differ in what determines a run',
          `${other} and ${name}, which are the same`,
          'Remove one, or correct the axis that changes nothing.',
        );
      }
      names.set(id, name);
      return {
        id,
        name,
        cell,
        seed,
        identity,
        unidentified,
        index: round * cells.length + at,
        runs: seeds.length * cells.length,
      };
    }),
  );
}

/** The name of the cell that the others are compared with. */
export function baseName({ axes, base = {} }: Study): string {
  return cellName(
    Object.fromEntries(Object.entries(axes).map(([axis, values]) => [axis, base[axis] ?? values[0]!])),
  );
}
