import path from 'node:path';
import {
  type Axes,
  type AxisValue,
  type Cell,
  cellName,
  cellsOfStudy,
  defineStudy,
  type Study,
} from '@tandem-det/ablation';
import { ExpectationError, type Json, jsonOf } from '@tandem-det/base';
import { setKey } from '../config/overrides.ts';
import { parseConfig } from '../config/parse-config.ts';
import { type RunConfig, runSchema } from '../config/run-schema.ts';
import type { AxisConfig, StudyConfig } from '../config/study-schema.ts';
import { setupBuilder } from '../run/setup-builder.ts';
import { storedConfig, withoutFolder } from '../run/stored-config.ts';

/**
 * The study that a config describes. Every combination is checked here, before anything starts: all mistakes are
 * reported at once, each with the cells that it is in.
 */
export function buildStudy(config: StudyConfig, file: string, report: (line: string) => void): Study {
  const { name = path.parse(file).name, axes, seeds, base, exclude, paper } = config;
  const values: Axes = Object.fromEntries(
    Object.entries(axes).map(([axis, each]) => [axis, isList(each) ? each : Object.keys(each)]),
  );
  const build = setupBuilder(report);
  const study = defineStudy({
    name,
    axes: values,
    seeds,
    base,
    exclude,
    paper,
    settings: (cell) => identityOf(cellConfig(config, cell, file)),
    async prepare(cell, seed) {
      const own = cellConfig(config, cell, file);
      const setup = await build({ config: own, seed });
      return { ...setup, config: storedConfig(deciding(own, seed), setup.dataset.classes) };
    },
  });
  checkCells(cellsOfStudy(study), (cell) => cellConfig(config, cell, file));
  return study;
}

/** The run config of one cell of a study: what the cells share, with the cell's changes. */
export function cellConfig(config: StudyConfig, cell: Cell, file: string): RunConfig {
  const { name, axes, seeds, base, exclude, paper, ...shared } = config;
  const changed: Record<string, unknown> = structuredClone(shared);
  for (const [axis, value] of Object.entries(cell)) {
    for (const [key, each] of Object.entries(changesOf(axis, axes[axis]!, value))) setKey(changed, key, each);
  }
  return parseConfig(runSchema, changed, file);
}

function changesOf(axis: string, config: AxisConfig, value: AxisValue): Readonly<Record<string, unknown>> {
  return isList(config) ? { [axis]: value } : config[String(value)]!;
}

function isList(axis: AxisConfig): axis is readonly AxisValue[] {
  return Array.isArray(axis);
}

/**
 * What of a config decides a run's result: not where the data and the initial weights lie, how much of the data is
 * kept in memory and by how many threads it is read; nor how often a run is saved, evaluated and drawn. The seed is the
 * run's own.
 */
export function identityOf({ data, training, weights, ...config }: RunConfig): Json {
  const { root, cacheMegabytes, workers, ...datasets } = data;
  const { seed, checkpointEveryEpochs, checkpointEverySteps, evaluation, ...kept } = training;
  const deciding = { ...config, ...withoutFolder(weights), data: datasets, training: kept };
  return jsonOf(deciding);
}

/** The config with defaults for all that does not decide the result: a run may go on with other values of those. */
function deciding(config: RunConfig, seed: number): RunConfig {
  const { training, ...rest } = identityOf(config) as { training: object };
  return parseConfig(runSchema, { ...rest, training: { ...training, seed } }, 'study');
}

/** Throws all mistakes of all cells, each once, with the cells that it is in unless it is in all. */
function checkCells(cells: readonly Cell[], build: (cell: Cell) => void): void {
  const found = new Map<string, { readonly error: ExpectationError; readonly names: string[] }>();
  for (const cell of cells) {
    try {
      build(cell);
    } catch (error) {
      if (!(error instanceof ExpectationError)) throw error;
      const known = found.get(error.message) ?? { error, names: [] };
      known.names.push(cellName(cell));
      found.set(error.message, known);
    }
  }
  if (found.size === 0) return;
  const errors = [...found.values()].map(({ error, names }) => {
    const where = names.length === cells.length ? error.where : `${error.where} (${names.join(', ')})`;
    return new ExpectationError(where, error.expected, error.got, error.remedy);
  });
  const [first, ...others] = errors as [ExpectationError, ...ExpectationError[]];
  const remedy = [first.remedy, ...others.map(({ message }) => message)].join('\n').trim();
  throw new ExpectationError(first.where, first.expected, first.got, remedy);
}
