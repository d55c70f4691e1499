import { ExpectationError } from '@tandem-det/base';
import type { WeightsConfig } from '../config/weights-schema.ts';

/** Weights with the file that they are in, on this machine. */
export interface LocatedWeights {
  readonly file: string;
  readonly scope?: WeightsConfig['scope'];
  readonly stateDict?: string | undefined;
  /** Names of the file's classes, where they are known. */
  readonly classes?: readonly string[] | undefined;
}

/** Finds the file of weights that a config names: `locateWeights` of `@tandem-det/models` knows the published ones. */
export type LocateWeights = (weights: WeightsConfig) => Promise<LocatedWeights>;

/** Files alone, of the config's own name. Throws an ExpectationError for a published model, of which it knows none. */
export async function locateFile({ file, ...weights }: WeightsConfig): Promise<LocatedWeights> {
  if (file !== undefined && weights.model === undefined) return { ...weights, file };
  throw new ExpectationError(
    'weights.model',
    'a run that was told how to find published models',
    `"${weights.model}" and no way`,
    'Give prepareRun the option locateWeights, from @tandem-det/models.',
  );
}
