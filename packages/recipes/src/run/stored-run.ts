import { type Description, ExpectationError } from '@tandem-det/base';
import { type Category, transformFromDescription } from '@tandem-det/data';
import { detectorFromDescription } from '@tandem-det/presets';
import { readRunState } from '@tandem-det/training';
import { z } from 'zod';
import { parseConfig } from '../config/parse-config.ts';
import { composedSchema, runSchema } from '../config/run-schema.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** What a checkpoint was trained with. */
export interface StoredRun {
  /** What of the run stands in the checkpoint: config, detector, and how images are looked at. */
  readonly recipe: Recipe;
  readonly categories: readonly Category[];
  /** Steps that it was trained for. */
  readonly step: number;
}

const categories = z.array(z.strictObject({ id: z.int(), name: z.string() }));
const presetRun = z.strictObject({ categories, run: runSchema });
const composedRun = z.strictObject({ categories, run: composedSchema });

type State = Awaited<ReturnType<typeof readRunState>>;

/**
 * What a checkpoint was trained with: by the config that `tandem` left in it, or by the descriptions of its parts where
 * a script called `train`. The detector is that of the config's `model`, or is made again of its description.
 *
 * Errors: an ExpectationError for a file that is no checkpoint, and for one from which images cannot be read as in
 * training. The recipe's `detector` throws one that names the part where a part is of the user's own.
 */
export async function readStoredRun(file: string): Promise<StoredRun> {
  const checkpoint = await readRunState(file);
  const { config, parts, progress } = checkpoint.state;
  const { step } = progress;
  const detector = () => detectorOf(file, parts?.detector);
  if (typeof config !== 'object' || config === null || !('run' in config)) {
    return { ...ofScript(file, checkpoint, detector), step };
  }
  const where = `${file}, metadata`;
  if ('model' in (config['run'] as object)) {
    const stored = parseConfig(presetRun, config, where);
    return { recipe: { config: stored.run }, categories: stored.categories, step };
  }
  const stored = parseConfig(composedRun, config, where);
  return { recipe: { config: stored.run, detector }, categories: stored.categories, step };
}

/** Of a run whose `train` a script called: images are looked at as in training, without what is random. */
function ofScript(
  file: string,
  { state, classes }: State,
  detector: NonNullable<Recipe['detector']>,
): Omit<StoredRun, 'step'> {
  const { size, normalization, transforms } = (state.parts?.input ?? {}) as {
    readonly size?: object;
    readonly normalization?: object;
    readonly transforms?: readonly Description[];
  };
  if (size === undefined || transforms === undefined) {
    throw new ExpectationError(
      `${file}, metadata`,
      'the config of a run, or an input of one size',
      'neither',
      'Train it with --config MODULE, or fill its detector with loadWeights(detector, file) of @tandem-det/recipes.',
    );
  }
  const made = transforms.map((each) => transformFromDescription(each));
  const kept = made.filter((each) => each?.deterministic === true);
  return {
    recipe: {
      config: parseConfig(composedSchema, { input: { ...size, normalization } }, `${file}, metadata`),
      detector,
      evaluationTransforms: () => kept.filter((each) => each !== undefined),
    },
    categories: classes.map((name, index) => ({ id: index + 1, name })),
  };
}

function detectorOf(file: string, description: Description | undefined) {
  if (description === undefined) {
    throw new ExpectationError(
      file,
      'the description of its detector',
      'a checkpoint of an earlier version',
      'Give the module that makes the detector: --config MODULE.',
    );
  }
  try {
    return detectorFromDescription(description);
  } catch (error) {
    if (!(error instanceof ExpectationError) || !error.where.startsWith('detectorFromDescription'))
      throw error;
    throw new ExpectationError(
      error.where.replace('detectorFromDescription', `detector of ${file}`),
      error.expected,
      error.got,
      'Give the module that makes the detector: --config MODULE.',
      { cause: error },
    );
  }
}
