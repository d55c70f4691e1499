import path from 'node:path';
import { ExpectationError, type Json } from '@tandem-det/base';
import type { Category } from '@tandem-det/data';
import { readRunState } from '@tandem-det/training';
import { z } from 'zod';
import { parseConfig } from '../config/parse-config.ts';
import { type RunConfig, runSchema } from '../config/run-schema.ts';

const storedSchema = z.strictObject({
  categories: z.array(z.strictObject({ id: z.int(), name: z.string() })),
  run: runSchema,
});

/**
 * What a checkpoint keeps of the command that made it; the folders of the data and of the initial weights, and the
 * number of threads, are left to each machine.
 */
export function storedConfig({ weights, ...run }: RunConfig, categories: readonly Category[]): Json {
  const { root, workers, ...data } = run.data;
  const kept = {
    categories: categories.map(({ id, name }) => ({ id, name })),
    run: { ...run, data, ...withoutFolder(weights) },
  };
  return JSON.parse(JSON.stringify(kept)) as Json;
}

/** The section `weights` with the file's name alone; none where there is none. */
export function withoutFolder(weights: RunConfig['weights']): Pick<RunConfig, 'weights'> {
  if (!weights) return {};
  return {
    weights: { ...weights, ...(weights.file !== undefined && { file: path.basename(weights.file) }) },
  };
}

/** What a checkpoint was trained with. */
export interface StoredRun {
  readonly run: RunConfig;
  readonly categories: readonly Category[];
  /** Steps that it was trained for. */
  readonly step: number;
}

/** The config and the classes that a checkpoint was trained with. */
export async function configOfCheckpoint(file: string): Promise<StoredRun> {
  const { state } = await readRunState(file);
  const { config } = state;
  if (typeof config !== 'object' || config === null || !('run' in config)) {
    throw new ExpectationError(
      `${file}, metadata`,
      'the config of a run',
      'a detector that was composed in code',
      'Build that detector again and fill it with loadParameters of @tandem-det/checkpoints.',
    );
  }
  return { ...parseConfig(storedSchema, config, `${file}, metadata`), step: state.progress.step };
}
