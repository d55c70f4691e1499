import { ExpectationError } from '@tandem-det/core';
import type { Category } from '@tandem-det/data';
import { type Json, readRunState } from '@tandem-det/training';
import { z } from 'zod';
import { parseConfig } from '../config/parse-config.ts';
import { type RunConfig, runSchema } from '../config/run-schema.ts';

const storedSchema = z.strictObject({
  categories: z.array(z.strictObject({ id: z.int(), name: z.string() })),
  run: runSchema,
});

/** What a checkpoint keeps of the command that made it; the folder of the data and the number of threads are left to each machine. */
export function storedConfig(run: RunConfig, categories: readonly Category[]): Json {
  const { root, workers, ...data } = run.data;
  const kept = { categories: categories.map(({ id, name }) => ({ id, name })), run: { ...run, data } };
  return JSON.parse(JSON.stringify(kept)) as Json;
}

/** The config and the classes that a checkpoint was trained with. */
export async function configOfCheckpoint(
  path: string,
): Promise<{ readonly run: RunConfig; readonly categories: readonly Category[]; readonly step: number }> {
  const { state } = await readRunState(path);
  const { config } = state;
  if (typeof config !== 'object' || config === null || !('run' in config)) {
    throw new ExpectationError(
      `${path}, metadata`,
      'the config of a run',
      'a detector that was composed in code',
      'Build that detector again and fill it with loadParameters of @tandem-det/checkpoints.',
    );
  }
  return { ...parseConfig(storedSchema, config, `${path}, metadata`), step: state.progress.step };
}
