import { adamw, type MovingAverage, movingAverage, type Optimizer, sgd } from '@tandem-det/training';
import type { RunConfig } from '../config/run-schema.ts';

/** The optimizer of a config. */
export function buildOptimizer({ optimizer }: Pick<RunConfig, 'optimizer'>): Optimizer {
  const { kind, momentum, nesterov, betas, epsilon, weightDecay } = optimizer;
  const groups = optimizer.groups.map(({ names, roles, ...factors }) => ({
    ...factors,
    ...(names && { names }),
    ...(roles && { roles }),
  }));
  return kind === 'adamw'
    ? adamw({ betas, epsilon, weightDecay, groups })
    : sgd({ momentum, nesterov, weightDecay, groups });
}

/** The average over the weights of a config, where it has one. */
export function buildAverage({ training }: Pick<RunConfig, 'training'>): MovingAverage | undefined {
  return training.average === null ? undefined : movingAverage(training.average);
}
