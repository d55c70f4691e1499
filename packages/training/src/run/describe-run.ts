import { readOptions } from '@tandem-det/base';
import { type RunParts, runParts } from './run-parts.ts';
import { type TrainOptions, trainOptions } from './train-options.ts';

/** What a run with these options of `train` is made of; trains nothing. Throws for bad options, as `train` does. */
export function describeRun(options: TrainOptions): RunParts {
  return runParts(readOptions('train', trainOptions, options));
}
