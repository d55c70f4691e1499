import path from 'node:path';
import { ExpectationError, expectThat } from '@tandem-det/core';
import type { DetectionDataset } from '@tandem-det/data';
import type { Detector } from '@tandem-det/detector';
import {
  type BatchInput,
  configChanges,
  evaluateDetector,
  type Json,
  type MovingAverage,
  type Optimizer,
  openRunFolder,
  readLog,
  type StepRecord,
  type TrainEvent,
  type TrainOptions,
  train,
} from '@tandem-det/training';
import { getBackend } from '@tensorflow/tfjs-core';
import { type RunRecord, readRecord, writeRecord } from './run-record.ts';

export interface AblateOptions {
  /** The cells of the grid: each makes its detector anew, from a seed. */
  readonly detectors: Readonly<Record<string, (seed: number) => Detector>>;
  readonly seeds: readonly number[];
  readonly dataset: DetectionDataset;
  readonly validation: DetectionDataset;
  /** How training images become batches. */
  readonly input?: BatchInput;
  /** The same for evaluation: without random transforms. */
  readonly evaluationInput?: BatchInput;
  readonly optimizer: () => Optimizer;
  /** Averages the weights of a run, where it returns one. */
  readonly average?: () => MovingAverage | undefined;
  readonly training: Pick<
    TrainOptions,
    'schedule' | 'batchSize' | 'epochs' | 'steps' | 'clipNorm' | 'checkpointEveryEpochs'
  >;
  /** Holds a folder per run, with its checkpoint, log and `result.json`. */
  readonly folder: string;
  /** What every run has in common; compared with that of finished runs. */
  readonly config?: Json;
  /** What sets each cell apart, by name. */
  readonly configs?: Readonly<Record<string, Json>>;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: AblateEvent) => void;
}

/** One run of the grid. */
export interface GridRun {
  readonly name: string;
  readonly seed: number;
  /** From 0, of `runs`. */
  readonly index: number;
  readonly runs: number;
}

export type AblateEvent =
  | { readonly kind: 'begin'; readonly run: GridRun }
  | { readonly kind: 'train'; readonly run: GridRun; readonly event: TrainEvent }
  | { readonly kind: 'evaluate'; readonly run: GridRun; readonly images: number; readonly total: number }
  /** `kept` where the run had been finished before. */
  | { readonly kind: 'end'; readonly run: GridRun; readonly record: RunRecord; readonly kept: boolean };

/** Where the files of one run of a grid lie. */
export function runPath(folder: string, name: string, seed: number): string {
  return path.join(folder, `${name.replaceAll(/[^A-Za-z0-9.]+/g, '-')}-seed${seed}`);
}

/**
 * Trains and evaluates every detector with every seed, one after the other, seed by seed, so that each
 * detector has a result early. Runs that have a record are not run again, and one that was stopped goes on.
 *
 * Returns the records of the finished runs: all of them unless the signal stopped it. Throws when a folder
 * holds a run of another config.
 */
export async function ablate(options: AblateOptions): Promise<RunRecord[]> {
  const { detectors, seeds, folder, signal, onEvent } = options;
  const names = Object.keys(detectors);
  expectThat(names.length > 0, 'ablate: detectors', 'at least one', 'none');
  expectThat(seeds.length > 0, 'ablate: seeds', 'at least one', 'none');
  const paths = names.map((name) => runPath(folder, name, 0));
  expectThat(
    new Set(paths).size === paths.length,
    'ablate: detectors',
    'names that differ in letters and digits',
    names.join(', '),
  );
  await openRunFolder(folder);
  const grid = seeds.flatMap((seed) => names.map((name) => ({ name, seed })));
  const records: RunRecord[] = [];
  for (const [index, cell] of grid.entries()) {
    const run: GridRun = { ...cell, index, runs: grid.length };
    const kept = await finishedRecord(options, run);
    if (kept === undefined) onEvent?.({ kind: 'begin', run });
    const record = kept ?? (await trainCell(options, run));
    if (record === undefined) break;
    records.push(record);
    onEvent?.({ kind: 'end', run, record, kept: kept !== undefined });
    if (signal?.aborted) break;
  }
  return records;
}

const recordPath = ({ folder }: AblateOptions, { name, seed }: GridRun) =>
  path.join(runPath(folder, name, seed), 'result.json');

const configOf = ({ config = null, configs = {} }: AblateOptions, { name, seed }: GridRun): Json => ({
  common: config,
  own: configs[name] ?? null,
  seed,
});

async function finishedRecord(options: AblateOptions, run: GridRun): Promise<RunRecord | undefined> {
  const file = recordPath(options, run);
  const record = await readRecord(file);
  if (record === undefined) return undefined;
  const changes = configChanges(record.config, configOf(options, run));
  if (changes.length === 0) return record;
  throw new ExpectationError(
    file,
    'the result of a run of this config',
    `one that differs: ${changes.join('; ')}`,
    'Choose another folder, or remove that run.',
  );
}

/** Trains, or goes on, and evaluates; undefined where the signal stopped it. */
async function trainCell(options: AblateOptions, run: GridRun): Promise<RunRecord | undefined> {
  const { validation, signal, onEvent } = options;
  const folder = runPath(options.folder, run.name, run.seed);
  const detector = options.detectors[run.name]!(run.seed);
  const optimizer = options.optimizer();
  const average = options.average?.();
  try {
    const result = await train({
      ...options.training,
      detector,
      optimizer,
      ...(average && { average }),
      dataset: options.dataset,
      ...(options.input && { input: options.input }),
      seed: run.seed,
      folder,
      resume: 'if there is one',
      config: configOf(options, run),
      ...(signal && { signal }),
      onEvent: (event) => onEvent?.({ kind: 'train', run, event }),
    });
    if (result.status === 'stopped') return undefined;
    const evaluation = await evaluateDetector({
      detector,
      dataset: validation,
      ...(options.evaluationInput && { input: options.evaluationInput }),
      batchSize: options.training.batchSize,
      alignment: true,
      ...(signal && { signal }),
      onProgress: (images, total) => onEvent?.({ kind: 'evaluate', run, images, total }),
    });
    if (evaluation === undefined) return undefined;
    const { losses, seconds } = await readSteps(path.join(folder, 'log.jsonl'));
    const record: RunRecord = {
      version: 1,
      name: run.name,
      seed: run.seed,
      stats: evaluation.stats,
      categories: evaluation.categories,
      ...(evaluation.alignment && { alignment: evaluation.alignment }),
      parameters: detector.parameters.count,
      steps: result.steps,
      seconds,
      backend: getBackend(),
      losses,
      config: configOf(options, run),
    };
    await writeRecord(recordPath(options, run), record);
    return record;
  } finally {
    optimizer.dispose();
    average?.dispose();
    detector.dispose();
  }
}

/** Loss terms step by step, and the seconds of all steps, from a run's log. */
async function readSteps(log: string): Promise<Pick<RunRecord, 'losses' | 'seconds'>> {
  const steps = (await readLog(log)).filter(({ kind }) => kind === 'step') as unknown as StepRecord[];
  const names = [...new Set(steps.flatMap(({ terms }) => Object.keys(terms)))];
  return {
    losses: Object.fromEntries(
      ['loss', ...names].map((name) => [
        name,
        steps.map(({ loss, terms }) => (name === 'loss' ? loss : (terms[name] ?? 0))),
      ]),
    ),
    seconds: steps.reduce((sum, { images, imagesPerSecond }) => sum + images / imagesPerSecond, 0),
  };
}
