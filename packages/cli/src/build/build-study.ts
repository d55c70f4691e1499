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
import { ExpectationError } from '@tandem-det/core';
import type { DetectionDataset } from '@tandem-det/data';
import type { Json } from '@tandem-det/training';
import { setKey } from '../config/overrides.ts';
import { parseConfig } from '../config/parse-config.ts';
import { type AxisConfig, type RunConfig, runSchema, type StudyConfig } from '../config/schema.ts';
import { buildDataset, type Split } from './build-dataset.ts';
import { buildSetup } from './build-setup.ts';

/**
 * The study that a config describes. Every combination is checked here, before anything starts: all mistakes are
 * reported at once, each with the cell that it is in.
 */
export function buildStudy(config: StudyConfig, file: string, report: (line: string) => void): Study {
  const { name = path.parse(file).name, axes, seeds, base, exclude, paper, ...run } = config;
  const values: Axes = Object.fromEntries(
    Object.entries(axes).map(([axis, each]) => [axis, isList(each) ? each : Object.keys(each)]),
  );
  const datasets = new Map<string, Promise<DetectionDataset>>();
  const study = defineStudy({
    name,
    axes: values,
    seeds,
    base,
    exclude,
    paper,
    settings: (cell) => identityOf(configOf(cell)),
    async prepare(cell, seed) {
      const own = configOf(cell);
      const [dataset, validation] = await Promise.all([
        datasetOf(own, 'train'),
        datasetOf(own, 'validation'),
      ]);
      return buildSetup(own, { dataset, validation }, seed);
    },
  });
  checkCells(study, configOf);
  return study;

  function configOf(cell: Cell): RunConfig {
    const changed = structuredClone(run) as Record<string, unknown>;
    for (const [axis, value] of Object.entries(cell)) {
      for (const [key, each] of Object.entries(changesOf(axis, axes[axis]!, value)))
        setKey(changed, key, each);
    }
    return parseConfig(runSchema, changed, `${file}, ${cellName(cell)}`);
  }

  /** The same images for every cell that reads the same data at the same size. */
  function datasetOf(own: RunConfig, split: Split): Promise<DetectionDataset> {
    const key = JSON.stringify([split, own.data, own.input]);
    const known = datasets.get(key) ?? buildDataset(own, split, report);
    datasets.set(key, known);
    return known;
  }
}

function changesOf(axis: string, config: AxisConfig, value: AxisValue): Readonly<Record<string, unknown>> {
  return isList(config) ? { [axis]: value } : config[String(value)]!;
}

function isList(axis: AxisConfig): axis is readonly AxisValue[] {
  return Array.isArray(axis);
}

/** What decides a run's result: not where the data lies, how often it is saved, or how much is kept in memory. */
function identityOf({ data, training, ...config }: RunConfig): Json {
  const { root, cache, ...datasets } = data;
  const { seed, checkpointEvery, evaluateEvery, ...length } = training;
  return JSON.parse(JSON.stringify({ ...config, data: datasets, training: length })) as Json;
}

function checkCells(study: Study, configOf: (cell: Cell) => RunConfig): void {
  const errors: Error[] = [];
  for (const cell of cellsOfStudy(study)) {
    try {
      configOf(cell);
    } catch (error) {
      errors.push(error as Error);
    }
  }
  if (errors.length === 0) return;
  const [first, ...others] = errors as [ExpectationError, ...Error[]];
  if (others.length === 0) throw first;
  const remedy = [first.remedy, ...others.map(({ message }) => message)].join('\n').trimStart();
  throw new ExpectationError(first.where, first.expected, first.got, remedy);
}
