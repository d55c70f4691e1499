import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpectationError, type Json } from '@tandem-det/base';
import {
  loadParameters,
  openSafetensors,
  readSafetensors,
  saveParameters,
  writeSafetensors,
} from '@tandem-det/checkpoints';
import type { ParameterStore, Progress } from '@tandem-det/core';
import type { BatchPosition } from '@tandem-det/data';
import type { BackendDetails } from '@tandem-det/kernels/backends';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { MovingAverage } from '../optimizer/moving-average.ts';
import type { Optimizer } from '../optimizer/optimizer.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunParts } from './run-parts.ts';
import { withRoom } from './with-room.ts';

/** Begins the names of the weights that are trained on, in the optimizer's file. */
const WEIGHTS = 'weights.';

/** Where a run stands, as kept in the metadata `tandem` of its checkpoint. */
export interface RunState {
  readonly version: 1;
  /** Steps and epochs done. */
  readonly progress: Progress;
  /** The batch that comes next: with the seed, all that random numbers depend on. */
  readonly next: BatchPosition;
  readonly seed: number;
  readonly backend: string;
  /** What it computed with; not in checkpoints from before it was kept. */
  readonly backendDetails?: BackendDetails | null;
  readonly optimizer: string;
  /** True where the weights in the checkpoint are averages. */
  readonly averaged: boolean;
  /** True where nothing is left to train. */
  readonly finished: boolean;
  /** True where the evaluation that belongs to this point has not been done yet. */
  readonly evaluationDue: boolean;
  /** Best value of the watched figure so far; null before the first evaluation. */
  readonly best: number | null;
  /** What the caller says the run is: model, data, schedule. */
  readonly config: Json;
  /** What the run is made of; not in checkpoints from before it was kept. */
  readonly parts?: RunParts;
}

/** What a run changes, and what it keeps to go on. */
export interface Trained {
  readonly parameters: ParameterStore;
  readonly classes: readonly string[];
  readonly optimizer: Optimizer;
  readonly average: MovingAverage | undefined;
}

/**
 * Writes the optimizer's tensors, then the checkpoint that names their step, then removes older ones:
 * the checkpoint on disk always has the tensors that belong to it, whenever the machine stops. Where weights
 * are averaged, the checkpoint has the averages, and the optimizer's file the weights that are trained on.
 */
export async function writeCheckpoint(folder: RunFolder, trained: Trained, state: RunState): Promise<void> {
  const what = `checkpoint after step ${state.progress.step} in ${folder.path}`;
  await withRoom(what, () => writeFiles(folder, trained, state));
}

async function writeFiles(folder: RunFolder, trained: Trained, state: RunState): Promise<void> {
  const { parameters, optimizer, average } = trained;
  const { tensors, counts } = optimizer.state();
  const kept = new Map(tensors);
  const updates = average?.state().updates ?? 0;
  if (average) {
    for (const name of average.state().tensors.keys()) {
      kept.set(WEIGHTS + name, parameters.get(name)!.variable);
    }
  }
  const values = [...kept].map(async ([name, value]) => ({
    name,
    shape: value.shape,
    data: (await value.data()) as Float32Array,
  }));
  const path = folder.optimizerState(state.progress.step);
  await writeSafetensors(path, await Promise.all(values), { tandem: JSON.stringify({ counts, updates }) });
  await writeWeights(folder.checkpoint, trained, state);
  for (const name of await readdir(folder.path)) {
    const file = join(folder.path, name);
    if (/^optimizer-\d+\.safetensors$/.test(name) && file !== path) await rm(file);
  }
}

/** Writes weights (averaged, where they are), class list and state, without the optimizer's tensors. */
export async function writeWeights(
  path: string,
  { parameters, classes, average }: Omit<Trained, 'optimizer'>,
  state: RunState,
): Promise<void> {
  const write = () =>
    saveParameters(parameters, path, { classes, metadata: { tandem: JSON.stringify(state) } });
  await (average ? average.during(parameters.all, write) : write());
}

/** The state in a checkpoint's metadata, and its class list. */
export async function readRunState(path: string): Promise<{ state: RunState; classes: readonly string[] }> {
  const file = await openSafetensors(path);
  await file.close();
  const { tandem, classes } = file.metadata;
  if (tandem === undefined || classes === undefined) {
    throw new ExpectationError(
      `${path}, metadata`,
      'the entries "tandem" and "classes"',
      'a file without them',
      'It was not written by `tandem train`.',
    );
  }
  return { state: JSON.parse(tandem) as RunState, classes: JSON.parse(classes) as string[] };
}

/** Fills parameters, optimizer and average from a run's checkpoint. */
export async function restoreCheckpoint(folder: RunFolder, trained: Trained, state: RunState): Promise<void> {
  const { parameters, classes, optimizer, average } = trained;
  await loadParameters(parameters, folder.checkpoint, { classes });
  const path = folder.optimizerState(state.progress.step);
  const stored = await readSafetensors(path);
  const tensors = new Map<string, Tensor>();
  const weights = new Map<string, Tensor>();
  for (const { name, shape, data } of stored.values()) {
    const value = tensor(data as Float32Array, [...shape], 'float32');
    if (name.startsWith(WEIGHTS)) weights.set(name.slice(WEIGHTS.length), value);
    else tensors.set(name, value);
  }
  const { counts, updates } = await readCounts(path);
  optimizer.restore({ tensors, counts });
  if (average && weights.size > 0) {
    const averages = [...weights.keys()].map((name) => [name, parameters.get(name)!.variable] as const);
    average.restore({ tensors: new Map(averages), updates });
  }
  for (const [name, value] of weights) parameters.get(name)!.variable.assign(value);
  for (const value of [...tensors.values(), ...weights.values()]) value.dispose();
}

async function readCounts(path: string): Promise<{ counts: Record<string, number>; updates: number }> {
  const file = await openSafetensors(path);
  await file.close();
  return JSON.parse(file.metadata['tandem'] ?? '{ "counts": {}, "updates": 0 }');
}
