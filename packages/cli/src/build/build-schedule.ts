import {
  constant,
  cosine,
  linearWarmUp,
  type Schedule,
  scaledToBatch,
  stepDecay,
} from '@tandem-det/training';
import type { RunConfig } from '../config/schema.ts';

/** The learning rate of a config for a run of `steps` steps, scaled to its batch size where it says so. */
export function buildSchedule(
  { optimizer, schedule, training }: Pick<RunConfig, 'optimizer' | 'schedule' | 'training'>,
  steps: number,
): Schedule {
  const { batchSize } = training;
  const { learningRate, warmUpSteps } = scaledToBatch(
    {
      learningRate: optimizer.learningRate,
      warmUpSteps: schedule.warmUp.steps,
      batchSize: optimizer.forBatchSize ?? batchSize,
    },
    batchSize,
  );
  return linearWarmUp({ steps: warmUpSteps, ratio: schedule.warmUp.ratio }, decayed(schedule.decay));

  function decayed(decay: RunConfig['schedule']['decay']): Schedule {
    switch (decay.kind) {
      case 'steps':
        return stepDecay({ learningRate, at: decay.at, factor: decay.factor });
      case 'cosine':
        return cosine({ learningRate, steps, finalRatio: decay.finalRatio });
      case 'none':
        return constant(learningRate);
    }
  }
}

/** How long a config trains. */
export function lengthOf({ training }: Pick<RunConfig, 'training'>): { epochs: number } | { steps: number } {
  return training.steps === null ? { epochs: training.epochs ?? 12 } : { steps: training.steps };
}
