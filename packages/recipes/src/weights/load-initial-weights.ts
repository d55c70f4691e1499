import { ExpectationError } from '@tandem-det/base';
import {
  type Checkpoint,
  type LoadReport,
  loadParameters,
  matchParameters,
  openCheckpoint,
} from '@tandem-det/checkpoints';
import type { Detector } from '@tandem-det/detector';
import type { ModelConfig } from '../config/model-schema.ts';
import type { WeightsConfig } from '../config/weights-schema.ts';
import { namesOfPreset } from './names-of-preset.ts';

/**
 * Fills what of a detector a file of weights fits, by name: all but the last layers where the file is for another
 * number of classes, the backbone alone where it is of one. The report says what kept its initial values: all of the
 * other parts is among the missing.
 *
 * Errors: an ExpectationError for a file that cannot be read, and for one of which nothing fits.
 */
export async function loadInitialWeights(
  { parameters, classes }: Pick<Detector, 'parameters' | 'classes'>,
  preset: ModelConfig['preset'],
  { file: path, part, stateDict }: WeightsConfig,
): Promise<LoadReport> {
  const file = await openCheckpoint(path, {
    removePrefix: 'auto',
    ...(stateDict !== null && { stateDict }),
  });
  try {
    const fitting = (part === null ? ['', 'backbone'] : [part])
      .map((scope) => ({ scope, names: namesIn(scope, preset) }))
      .find((each) => matchParameters(parameters, file, each).report.loaded.length > 0);
    if (fitting === undefined) throw nothingFits(file, parameters.all[0]!.name, part);
    const report = await loadParameters(parameters, file, { ...fitting, strict: false, classes });
    const untouched = parameters.all
      .map(({ name }) => name)
      .filter((name) => !name.startsWith(fitting.scope));
    return { ...report, missing: [...report.missing, ...untouched] };
  } finally {
    await file.close();
  }
}

/** A part's parameters are called as in a file of that part, or as in one of the whole model. */
function namesIn(scope: string, preset: ModelConfig['preset']): (name: string) => readonly string[] {
  const names = namesOfPreset(preset);
  return scope === '' ? names : (name) => [...names(name), ...names(`${scope}.${name}`)];
}

function nothingFits(file: Checkpoint, wanted: string, part: string | null): ExpectationError {
  const names = [...file.entries.keys()];
  return new ExpectationError(
    `weights ${file.name}`,
    `values of the ${part ?? 'model'}'s parameters, such as ${wanted}`,
    `${names.length} tensors that are none of them: ${names.slice(0, 3).join(', ')}, …`,
    'Choose the file of the same kind of model; tandem convert --config compares them name by name.',
  );
}
