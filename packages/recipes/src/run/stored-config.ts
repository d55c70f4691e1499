import path from 'node:path';
import { ExpectationError, type Json, jsonOf } from '@tandem-det/base';
import type { Category } from '@tandem-det/data';
import { readRunState } from '@tandem-det/training';
import { z } from 'zod';
import { parseConfig } from '../config/parse-config.ts';
import { composedSchema, type RunConfig, runSchema } from '../config/run-schema.ts';

const storedSchema = <S extends z.ZodType>(run: S) =>
  z.strictObject({ categories: z.array(z.strictObject({ id: z.int(), name: z.string() })), run });

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
  return jsonOf(kept);
}

/** The section `weights` with the file's name alone; none where there is none. */
export function withoutFolder(weights: RunConfig['weights']): Pick<RunConfig, 'weights'> {
  return weights ? { weights: { ...weights, file: path.basename(weights.file) } } : {};
}

/** What a checkpoint was trained with. */
export interface StoredRun {
  readonly run: RunConfig;
  readonly categories: readonly Category[];
  /** Steps that it was trained for. */
  readonly step: number;
}

/**
 * The config and the classes that a checkpoint was trained with.
 *
 * Errors: an ExpectationError for a file that is no checkpoint, and for one that no run of a config or of a recipe wrote.
 */
export async function configOfCheckpoint(file: string): Promise<StoredRun> {
  const { state } = await readRunState(file);
  const { config } = state;
  if (typeof config !== 'object' || config === null || !('run' in config)) {
    throw new ExpectationError(
      `${file}, metadata`,
      'the config of a run',
      'those of a script that called train itself',
      'Fill the detector of that script with loadWeights(detector, file) of @tandem-det/recipes.',
    );
  }
  const isComposed = !('model' in (config.run as object));
  const schema = storedSchema<z.ZodType<RunConfig>>(isComposed ? composedSchema : runSchema);
  return { ...parseConfig(schema, config, `${file}, metadata`), step: state.progress.step };
}
