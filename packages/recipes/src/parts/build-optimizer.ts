import { adamw, type MovingAverage, movingAverage, type Optimizer, sgd } from '@tandem-det/training';
import type { RunConfig } from '../config/run-schema.ts';

/** The optimizer of a config. */
export function buildOptimizer({ optimizer }: Pick<RunConfig, 'optimizer'>): Optimizer {
  const { learningRate, clipNorm, forBatchSize, ...of } = optimizer;
  if (of.kind === 'adamw') {
    const { kind, ...options } = of;
    return adamw(options);
  }
  const { kind, ...options } = of;
  return sgd(options);
}

/** The average over the weights of a config, where it has one. */
export function buildAverage({ training }: Pick<RunConfig, 'training'>): MovingAverage | undefined {
  return training.average && movingAverage(training.average);
}
