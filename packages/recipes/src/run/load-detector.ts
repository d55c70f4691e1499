import type { Category } from '@tandem-det/data';
import type { RunConfig } from '../config/run-schema.ts';
import { type PreparedDetector, prepareRun } from './prepare-run.ts';
import { configOfCheckpoint } from './stored-config.ts';

/** The detector of a checkpoint, with all that it takes to look at images. */
export interface LoadedDetector extends PreparedDetector {
  readonly categories: readonly Category[];
  /** What it was trained with. */
  readonly run: RunConfig;
  /** Steps that it was trained for. */
  readonly step: number;
}

/**
 * The detector of a checkpoint that a run of a config wrote, with its weights. `data` says how images are read in place
 * of what the run's config says. Needs a started backend. Dispose of the result.
 *
 * Errors: an ExpectationError for a file that is no checkpoint, and for a checkpoint of a detector that was composed in
 * code.
 */
export async function loadDetector(
  path: string,
  { data }: { readonly data?: RunConfig['data'] } = {},
): Promise<LoadedDetector> {
  const { run, categories, step } = await configOfCheckpoint(path);
  const classes = categories.map(({ name }) => name);
  const prepared = await prepareRun({ ...run, ...(data && { data }) }, { checkpoint: path, classes });
  return { ...prepared, categories, run, step };
}
