import { ExpectationError } from '@tandem-det/base';
import type { RunConfig } from '../config/run-schema.ts';
import type { MadeFor, Recipe } from '../recipe/recipe.ts';
import { type PreparedDetector, prepareRun } from './prepare-run.ts';
import { readStoredRun, type StoredRun } from './stored-run.ts';

/** The detector of a checkpoint, with all that it takes to look at images. */
export interface LoadedDetector extends PreparedDetector, StoredRun {}

export interface LoadDetectorOptions {
  /** How images are read, in place of what the run's config says. */
  readonly data?: RunConfig['data'] | undefined;
  /** Makes the detector where the checkpoint does not tell how: it has a part of the user's own. */
  readonly detector?: Recipe['detector'];
}

/**
 * The detector of a checkpoint, with its weights: by the config of its run, or made again of the description of its
 * parts where these are all of Tandem's packages. Needs a started backend. Dispose of the result.
 *
 * Errors: an ExpectationError for a file that is no checkpoint, and for a detector that cannot be made again, with the
 * part that is to blame.
 */
export async function loadDetector(
  path: string,
  { data, detector }: LoadDetectorOptions = {},
): Promise<LoadedDetector> {
  const stored = await readStoredRun(path);
  const { recipe, categories } = stored;
  const made: Recipe = {
    ...recipe,
    config: { ...recipe.config, ...(data && { data }) },
    ...(recipe.detector && { detector: eitherOf(recipe.detector, detector) }),
  };
  const classes = categories.map(({ name }) => name);
  return { ...stored, ...(await prepareRun(made, { checkpoint: path, classes })) };
}

function eitherOf(
  first: NonNullable<Recipe['detector']>,
  second: Recipe['detector'],
): NonNullable<Recipe['detector']> {
  return (of: MadeFor) => {
    try {
      return first(of);
    } catch (error) {
      if (second === undefined || !(error instanceof ExpectationError)) throw error;
      return second(of);
    }
  };
}
