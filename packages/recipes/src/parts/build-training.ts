import type { TrainOptions } from '@tandem-det/training';
import type { RunConfig } from '../config/run-schema.ts';
import { lengthOf } from './build-schedule.ts';

/** Of what `train` is told, the numbers that a config has. */
export type TrainingNumbers = Pick<
  TrainOptions,
  | 'batchSize'
  | 'microBatch'
  | 'multiScale'
  | 'epochs'
  | 'steps'
  | 'clipNorm'
  | 'checkpointEveryEpochs'
  | 'checkpointEverySteps'
>;

/** What a config says of the steps of a run, apart from its optimizer and schedule. */
export function buildTraining(config: Pick<RunConfig, 'optimizer' | 'training'>): TrainingNumbers {
  const { epochs, steps, average, seed, evaluation, ...numbers } = config.training;
  return { ...numbers, ...lengthOf(config), clipNorm: config.optimizer.clipNorm };
}
