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
  const { clipNorm } = config.optimizer;
  const { batchSize, microBatch, multiScale, checkpointEvery, checkpointEverySteps } = config.training;
  return {
    batchSize,
    ...lengthOf(config),
    checkpointEveryEpochs: checkpointEvery,
    ...(clipNorm !== null && { clipNorm }),
    ...(microBatch !== null && { microBatch }),
    ...(checkpointEverySteps !== null && { checkpointEverySteps }),
    ...(multiScale !== null && {
      multiScale: {
        sizes: multiScale.sizes.map(([width, height]) => ({ width, height })),
        everySteps: multiScale.every,
      },
    }),
  };
}
