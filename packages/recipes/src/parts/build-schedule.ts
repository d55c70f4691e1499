import { constant, cosine, type Schedule, scaledToBatch, stepDecay, warmUp } from '@tandem-det/training';
import type { RunConfig } from '../config/run-schema.ts';

type ScheduleConfig = Pick<RunConfig, 'optimizer' | 'schedule' | 'training'>;

/** The numbers of a config for its batch size, and what they were made from. */
export interface ScaledRate {
  /** Images a step. */
  readonly batchSize: number;
  readonly learningRate: number;
  readonly warmUpSteps: number;
  /** As the config has them, for `forBatchSize` images. */
  readonly given: { readonly batchSize: number; readonly learningRate: number };
}

/** Rate and warm-up, scaled from the batch size that they are meant for to the one of the run. */
export function scaledRate(
  { optimizer, schedule, training }: ScheduleConfig,
  { stepsPerEpoch }: { readonly stepsPerEpoch: number },
): ScaledRate {
  const { batchSize } = training;
  const given = { batchSize: optimizer.forBatchSize ?? batchSize, learningRate: optimizer.learningRate };
  const { steps, epochs } = schedule.warmUp;
  const scaled = scaledToBatch({ ...given, warmUpSteps: steps }, batchSize);
  const warmUpSteps = epochs === undefined ? scaled.warmUpSteps : Math.round(epochs * stepsPerEpoch);
  return { ...scaled, warmUpSteps, given };
}

/** The learning rate of a config for a run of this length, scaled to its batch size where it says so. */
export function buildSchedule(
  config: ScheduleConfig,
  length: { readonly steps: number; readonly stepsPerEpoch: number },
): Schedule {
  const { decay, warmUp: beginning } = config.schedule;
  const { ratio, curve } = beginning;
  const { learningRate, warmUpSteps } = scaledRate(config, length);
  return warmUp({ steps: warmUpSteps, ratio, curve }, decayed());

  function decayed(): Schedule {
    switch (decay.kind) {
      case 'steps': {
        const { kind, ...drops } = decay;
        return stepDecay({ learningRate, ...drops });
      }
      case 'cosine':
        return cosine({
          learningRate,
          steps: length.steps,
          finalRatio: decay.finalRatio,
          after: decay.afterWarmUp ? warmUpSteps : 0,
          hold: decay.holdEpochs * length.stepsPerEpoch,
        });
      case 'none':
        return constant(learningRate);
    }
  }
}

/** How long a config trains. */
export function lengthOf({ training }: Pick<RunConfig, 'training'>): { epochs: number } | { steps: number } {
  return training.steps === undefined ? { epochs: training.epochs ?? 12 } : { steps: training.steps };
}
