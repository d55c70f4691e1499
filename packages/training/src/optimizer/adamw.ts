import { belowOne, describe, expected, nonNegative, positive, readOptions } from '@tandem-det/base';
import { adamwStep } from '@tandem-det/kernels';
import { z } from 'zod';
import type { Optimizer } from './optimizer.ts';
import { NO_DECAY, parameterGroupOptions } from './parameter-groups.ts';
import { perParameter } from './per-parameter.ts';

/** The options of `adamw`, their defaults and their checks. */
export const adamwOptions = z.strictObject({
  /** β₁ and β₂. */
  betas: z.tuple([belowOne, belowOne], expected('two numbers, β₁ and β₂')).readonly().default([0.9, 0.999]),
  epsilon: positive.default(1e-8),
  weightDecay: nonNegative.default(0.05),
  /** Factors of rate and weight decay for some parameters; those of all groups that match are multiplied. */
  groups: z.array(parameterGroupOptions).readonly().prefault([NO_DECAY]),
});

export type AdamwOptions = z.input<typeof adamwOptions>;

/**
 * AdamW, for gradient g, rate η and the parameter's step t from 1: m ← β₁ m + (1 − β₁) g,
 * s ← β₂ s + (1 − β₂) g², w ← (1 − η · weightDecay) w − η · m / (1 − β₁ᵗ) / (sqrt(s / (1 − β₂ᵗ)) + epsilon).
 *
 * m and s begin at 0; a parameter without a gradient keeps its value, and its t.
 * Source: Loshchilov and Hutter (arXiv 1711.05101) as in PyTorch's `AdamW`, with its betas and epsilon;
 * biases and norms are not decayed unless `groups` says otherwise (PyTorch's default decays them).
 *
 * Errors: an ExpectationError for an option that it does not take.
 */
export function adamw(options: AdamwOptions = {}): Optimizer {
  const read = readOptions('adamw', adamwOptions, options);
  const { epsilon, weightDecay, groups } = read;
  const [beta1, beta2] = read.betas;
  const optimizer = perParameter({
    name: 'adamw',
    slots: ['mean', 'meanSquare'],
    counts: true,
    weightDecay,
    groups,
    update: (weight, [mean, meanSquare], gradient, numbers) =>
      adamwStep(weight, mean!, meanSquare!, gradient, { ...numbers, beta1, beta2, epsilon }),
  });
  return describe(optimizer, 'adamw', read);
}
