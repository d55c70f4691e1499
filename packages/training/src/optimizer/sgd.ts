import { belowOne, describe, nonNegative, readOptions } from '@tandem-det/base';
import { sgdStep } from '@tandem-det/kernels';
import { z } from 'zod';
import type { Optimizer } from './optimizer.ts';
import { parameterGroupOptions } from './parameter-groups.ts';
import { perParameter } from './per-parameter.ts';

/** The options of `sgd`, their defaults and their checks. */
export const sgdOptions = z.strictObject({
  momentum: belowOne.default(0.9),
  weightDecay: nonNegative.default(1e-4),
  nesterov: z.boolean().default(false),
  /** Factors of rate and weight decay for some parameters; those of all groups that match are multiplied. */
  groups: z.array(parameterGroupOptions).readonly().default([]),
});

export type SgdOptions = z.input<typeof sgdOptions>;

/**
 * Stochastic gradient descent with momentum, for gradient g and rate η:
 * v ← momentum · v + (g + weightDecay · w), w ← w − η · v (Nesterov: w ← w − η · (g + weightDecay · w + momentum · v)).
 *
 * v begins at 0, and a parameter without a gradient keeps its value and its v.
 * Source: PyTorch's `SGD` without dampening; mmdetection's defaults (0.9 and 1e-4 on every parameter).
 *
 * Errors: an ExpectationError for an option that it does not take.
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const read = readOptions('sgd', sgdOptions, options);
  const { momentum, weightDecay, nesterov, groups } = read;
  const optimizer = perParameter({
    name: 'sgd',
    slots: ['velocity'],
    counts: false,
    weightDecay,
    groups,
    update: (weight, [velocity], gradient, numbers) =>
      sgdStep(weight, velocity!, gradient, { ...numbers, momentum, nesterov }),
  });
  return describe(optimizer, 'sgd', read);
}
