import { ExpectationError } from '@tandem-det/base';
import {
  type Checkpoint,
  classesOf,
  type LoadReport,
  loadParameters,
  matchParameters,
  openCheckpoint,
} from '@tandem-det/checkpoints';
import type { Detector } from '@tandem-det/detector';
import type { ModelConfig } from '../config/model-schema.ts';
import { keepClassRows } from './keep-class-rows.ts';
import type { LocatedWeights } from './locate-weights.ts';
import { namesOfPreset } from './names-of-preset.ts';

/** What was loaded, and which classes kept their rows of the last layers. */
export interface InitialWeights {
  readonly report: LoadReport;
  /** Classes of the detector that the file knows by name; empty where the file does not name its classes. */
  readonly keptClasses: readonly string[];
  /** Whether the file's batch statistics were folded into its weights: means of 0, variances of one constant. */
  readonly isFolded: boolean;
}

/**
 * Fills what of a detector a file of weights fits, by name: the backbone alone where it is of one. Of last layers for
 * other classes, the rows of classes that both have by name are kept. The report says what kept its initial values: all of the
 * other parts is among the missing.
 *
 * Errors: an ExpectationError for a file that cannot be read, and for one of which nothing fits.
 */
export async function loadInitialWeights(
  { parameters, classes }: Pick<Detector, 'parameters' | 'classes'>,
  preset: ModelConfig['preset'] | undefined,
  { file: path, scope, stateDict, classes: named }: LocatedWeights,
): Promise<InitialWeights> {
  const file = await openCheckpoint(path, {
    removePrefix: 'auto',
    ...(stateDict !== undefined && { stateDict }),
  });
  try {
    const fitting = (scope === undefined ? ['', 'backbone'] : [scope])
      .map((each) => ({ scope: each, names: namesIn(each, preset) }))
      .find((each) => matchParameters(parameters, file, each).report.loaded.length > 0);
    if (fitting === undefined) throw nothingFits(file, parameters.all[0]!.name, scope);
    const fileClasses = named ?? classesOf(file.name, file.metadata);
    const report = await loadParameters(parameters, file, { ...fitting, strict: false, classes });
    const kept = fileClasses
      ? await keepClassRows(parameters, file, { ...fitting, classes, fileClasses })
      : { classes: [], parameters: [] };
    const untouched = parameters.all
      .map(({ name }) => name)
      .filter((name) => !name.startsWith(fitting.scope));
    const mismatched = report.mismatched.filter(({ name }) => !kept.parameters.includes(name));
    const loaded = [...new Set([...report.loaded, ...kept.parameters])];
    const missing = [...report.missing, ...untouched];
    const isFolded = await hasFoldedStatistics(parameters, new Set(loaded));
    return { report: { ...report, loaded, mismatched, missing }, keptClasses: kept.classes, isFolded };
  } finally {
    await file.close();
  }
}

/** Whether every loaded mean of a batch normalisation is 0 and every variance the same number. */
async function hasFoldedStatistics(
  parameters: Detector['parameters'],
  loaded: ReadonlySet<string>,
): Promise<boolean> {
  const statistics = parameters.all.filter(({ name, role }) => role === 'statistic' && loaded.has(name));
  let constant: number | undefined;
  for (const { name, variable } of statistics) {
    const values = await variable.data();
    constant ??= name.endsWith('running_var') ? values[0] : undefined;
    const expected = name.endsWith('running_mean') ? 0 : constant;
    if (!values.every((value) => value === expected)) return false;
  }
  return statistics.length > 0;
}

/** A part's parameters are called as in a file of that part, or as in one of the whole model. */
function namesIn(
  scope: string,
  preset: ModelConfig['preset'] | undefined,
): (name: string) => readonly string[] {
  const names = namesOfPreset(preset);
  return scope === '' ? names : (name) => [...names(name), ...names(`${scope}.${name}`)];
}

function nothingFits(file: Checkpoint, wanted: string, scope: string | undefined): ExpectationError {
  const names = [...file.entries.keys()];
  return new ExpectationError(
    `weights ${file.name}`,
    `values of the ${scope ?? 'model'}'s parameters, such as ${wanted}`,
    `${names.length} tensors that are none of them: ${names.slice(0, 3).join(', ')}, …`,
    'Choose the file of the same kind of model; tandem convert --config compares them name by name.',
  );
}
