import { ExpectationError, expectOnlyKeys, expectThat, type Json } from '@tandem-det/base';
import type { BatchInput, DetectionDataset } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import type { MovingAverage, Optimizer, TrainOptions } from '@tandem-det/training';
import { type Axes, type Cell, cellName, cellsOf } from './axes.ts';
import type { PaperFigures } from './paper-figures.ts';

/** All that one run needs: what is trained, on what, how, and what it is measured on. */
export interface RunSetup {
  readonly detector: Detector;
  readonly dataset: DetectionDataset;
  readonly validation: DetectionDataset;
  /** How training images become batches. */
  readonly input?: BatchInput;
  /** The same for evaluation: without random transforms. */
  readonly evaluationInput?: BatchInput;
  readonly optimizer: Optimizer;
  /** Averages the weights, which are then what is measured. */
  readonly average?: MovingAverage;
  readonly training: Pick<
    TrainOptions,
    | 'schedule'
    | 'batchSize'
    | 'microBatch'
    | 'multiScale'
    | 'epochs'
    | 'steps'
    | 'clipNorm'
    | 'checkpointEveryEpochs'
    | 'checkpointEverySteps'
  >;
  /** What the initial weights were read from, where they were: part of what determines the run. */
  readonly weights?: Json | undefined;
  /** Kept in the run's checkpoint, for whoever loads it. */
  readonly config?: Json;
}

/** What is compared: axes by seeds, and how a cell with a seed becomes a detector to train. */
export interface Study<A extends Axes = Axes> {
  readonly name: string;
  readonly axes: A;
  readonly seeds: readonly number[];
  /** Cells left out: a combination that has all of an entry's values. */
  readonly exclude?: readonly Partial<Cell<A>>[];
  /** The cell that the others are compared with: its values, the first of an axis where not given. */
  readonly base?: Partial<Cell<A>>;
  /** Published figures by a cell's name, to print beside. */
  readonly paper?: Readonly<Record<string, PaperFigures>>;
  /**
   * What determines a run of a cell besides the seed. Leave it out: it is then read off the parts that `prepare` returns,
   * and a changed part is a new run. Where it is given, a finished run is reused whatever `prepare` does, so all that changes a
   * result must be in it: a config has all of that, for instance.
   */
  settings?(cell: Cell<A>): Json;
  /**
   * Part of every run's identity, and what identifies parts of your own that have no version (`ownPart`): change it
   * whenever one of them computes something else.
   */
  readonly version?: Json;
  /**
   * What identifies parts of your own where there is no version: part of a run's identity where it has such parts, or
   * where `settings` is given. `tandem ablate` sets it to the content of the module that it loads the study from.
   */
  readonly content?: Json;
  /**
   * Makes what a run needs, with a started backend, when the run begins; and once for each cell when runs are planned,
   * with tensors that have shapes alone. Nothing in it may read a tensor's values.
   */
  prepare(cell: Cell<A>, seed: number): RunSetup | Promise<RunSetup>;
}

/** The compiler sees to it that they are all. */
const KEYS = {
  name: true,
  axes: true,
  seeds: true,
  exclude: true,
  base: true,
  paper: true,
  settings: true,
  version: true,
  content: true,
  prepare: true,
} satisfies Record<keyof Study, true>;

/**
 * Checks a study and returns it, with its cells typed by its axes.
 *
 * Throws where a key is unknown or missing, where an axis or the seeds are no lists, are empty or hold a value twice,
 * where `base`, `exclude` or `paper` name an axis, a value or a cell that does not exist, and where two cells have one
 * name.
 */
export function defineStudy<const A extends Axes>(study: Study<A>): Study<A> {
  const where = `study ${study.name}`;
  expectOnlyKeys(where, study, KEYS);
  for (const key of ['name', 'axes', 'seeds', 'prepare'] as const) {
    expectThat(study[key] !== undefined, where, `name, axes, seeds and prepare`, `no ${key}`);
  }
  expectThat(Object.keys(study.axes).length > 0, `${where}: axes`, 'at least one', 'none');
  for (const [axis, values] of Object.entries(study.axes)) {
    distinct(`${where}: axis ${axis}`, values);
  }
  distinct(`${where}: seeds`, study.seeds);
  const parts = [...(study.base === undefined ? [] : [study.base]), ...(study.exclude ?? [])];
  for (const [axis, value] of parts.flatMap((part) => Object.entries(part))) {
    const values = study.axes[axis];
    if (values === undefined) {
      const known = Object.keys(study.axes).join(', ');
      throw new ExpectationError(where, `one of the axes ${known}`, JSON.stringify(axis));
    }
    if (!values.includes(value as never)) {
      throw new ExpectationError(`${where}: axis ${axis}`, `one of ${values.join(', ')}`, String(value));
    }
  }
  const names = cellsOf(study.axes).map(cellName);
  distinct(`${where}: cells`, names);
  for (const name of Object.keys(study.paper ?? {})) {
    if (!names.includes(name)) {
      throw new ExpectationError(`${where}: paper`, `one of the cells ${names.join(', ')}`, name);
    }
  }
  return study;
}

function distinct(where: string, values: readonly unknown[]): void {
  expectThat(Array.isArray(values), where, 'a list of values', JSON.stringify(values));
  expectThat(values.length > 0, where, 'at least one value', 'none');
  expectThat(new Set(values).size === values.length, where, 'values that differ', values.join(', '));
}
