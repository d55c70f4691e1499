import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  loadParameters,
  openSafetensors,
  readSafetensors,
  saveParameters,
  writeSafetensors,
} from '@tandem-det/checkpoints';
import { ExpectationError, type ParameterStore, type Progress } from '@tandem-det/core';
import type { BatchPosition } from '@tandem-det/data';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { Optimizer } from '../optimizer/optimizer.ts';
import type { Json } from './config-changes.ts';
import type { RunFolder } from './run-folder.ts';

/** Where a run stands, as kept in the metadata `tandem` of its checkpoint. */
export interface RunState {
  readonly version: 1;
  /** Steps and epochs done. */
  readonly progress: Progress;
  /** The batch that comes next: with the seed, all that random numbers depend on. */
  readonly next: BatchPosition;
  readonly seed: number;
  readonly backend: string;
  readonly optimizer: string;
  /** True where nothing is left to train. */
  readonly finished: boolean;
  /** True where the evaluation that belongs to this point has not been done yet. */
  readonly evaluationDue: boolean;
  /** Best value of the watched figure so far; null before the first evaluation. */
  readonly best: number | null;
  /** What the caller says the run is: model, data, schedule. */
  readonly config: Json;
}

/**
 * Writes the optimizer's tensors, then the checkpoint that names their step, then removes older ones:
 * the checkpoint on disk always has the tensors that belong to it, whenever the machine stops.
 */
export async function writeCheckpoint(
  folder: RunFolder,
  store: ParameterStore,
  classes: readonly string[],
  optimizer: Optimizer,
  state: RunState,
): Promise<void> {
  const kept = folder.optimizerState(state.progress.step);
  const tensors = [...optimizer.state()].map(async ([name, value]) => ({
    name,
    shape: value.shape,
    data: (await value.data()) as Float32Array,
  }));
  await writeSafetensors(kept, await Promise.all(tensors));
  await writeWeights(folder.checkpoint, store, classes, state);
  for (const name of await readdir(folder.path)) {
    const path = join(folder.path, name);
    if (/^optimizer-\d+\.safetensors$/.test(name) && path !== kept) await rm(path);
  }
}

/** Writes weights, class list and state, without the optimizer's tensors. */
export async function writeWeights(
  path: string,
  store: ParameterStore,
  classes: readonly string[],
  state: RunState,
): Promise<void> {
  await saveParameters(store, path, { classes, metadata: { tandem: JSON.stringify(state) } });
}

/** The state in a checkpoint's metadata, and its class list. */
export async function readRunState(path: string): Promise<{ state: RunState; classes: readonly string[] }> {
  const file = await openSafetensors(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === undefined) throw error;
    throw new ExpectationError(path, 'a checkpoint file', error.code);
  });
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

/** Fills parameters and optimizer from a run's checkpoint. */
export async function restoreCheckpoint(
  folder: RunFolder,
  store: ParameterStore,
  classes: readonly string[],
  optimizer: Optimizer,
  state: RunState,
): Promise<void> {
  await loadParameters(store, folder.checkpoint, { classes });
  const stored = await readSafetensors(folder.optimizerState(state.progress.step));
  const tensors = new Map<string, Tensor>();
  for (const { name, shape, data } of stored.values()) {
    tensors.set(name, tensor(data as Float32Array, [...shape], 'float32'));
  }
  optimizer.restore(tensors);
  for (const value of tensors.values()) value.dispose();
}
