import type { Category } from '@tandem-det/data';
import type { RunConfig } from '../config/run-schema.ts';
import type { Recipe } from '../recipe/recipe.ts';
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

export interface LoadDetectorOptions {
  /** How images are read, in place of what the run's config says. */
  readonly data?: RunConfig['data'];
  /** Makes the detector where the checkpoint's config has no `model`. */
  readonly detector?: Recipe['detector'];
}

/**
 * The detector of a checkpoint that a run of a config or of a recipe wrote, with its weights. Needs a started backend.
 * Dispose of the result.
 *
 * Errors: an ExpectationError for a file that is no checkpoint, and for a detector that cannot be made again.
 */
export async function loadDetector(
  path: string,
  { data, detector }: LoadDetectorOptions = {},
): Promise<LoadedDetector> {
  const { run, categories, step } = await configOfCheckpoint(path);
  const classes = categories.map(({ name }) => name);
  const config = { ...run, ...(data && { data }) };
  const recipe = { config, ...(run.model === undefined && detector && { detector }) };
  const prepared = await prepareRun(recipe, { checkpoint: path, classes });
  return { ...prepared, categories, run, step };
}
