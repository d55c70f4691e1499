import type { Json } from '@tandem-det/base';
import { ExpectationError } from '@tandem-det/base';
import { type Cell, cellName, cellsOf } from './axes.ts';
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

/**
 * The runs of a study, seed by seed, so that every cell has a result early.
 * Throws where two cells would be the same run: an axis that changes nothing.
 */
export function planRuns(study: Study): PlannedRun[] {
  const { version = null, seeds } = study;
  const cells = cellsOfStudy(study);
  const names = new Map<string, string>();
  return seeds.flatMap((seed, round) =>
    cells.map((cell, at): PlannedRun => {
      const name = cellName(cell);
      const identity = { version, settings: study.settings?.(cell) ?? (cell as Json), seed };
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
