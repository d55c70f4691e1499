import { expectThat } from '@tandem-det/base';
import { adamwStep } from '@tandem-det/kernels';
import type { Optimizer } from './optimizer.ts';
import { NO_DECAY, type ParameterGroup } from './parameter-groups.ts';
import { perParameter } from './per-parameter.ts';

export interface AdamwOptions {
  /** β₁ and β₂. */
  readonly betas?: readonly [number, number];
  readonly epsilon?: number;
  readonly weightDecay?: number;
  readonly groups?: readonly ParameterGroup[];
}

/**
 * AdamW, for gradient g, rate η and the parameter's step t from 1: m ← β₁ m + (1 − β₁) g,
 * s ← β₂ s + (1 − β₂) g², w ← (1 − η · weightDecay) w − η · m / (1 − β₁ᵗ) / (sqrt(s / (1 − β₂ᵗ)) + epsilon).
 *
 * m and s begin at 0; a parameter without a gradient keeps its value, and its t.
 * Source: Loshchilov and Hutter (arXiv 1711.05101) as in PyTorch's `AdamW`, with its betas and epsilon;
 * biases and norms are not decayed unless `groups` says otherwise (PyTorch's default decays them).
 */
export function adamw({
  betas: [beta1, beta2] = [0.9, 0.999],
  epsilon = 1e-8,
  weightDecay = 0.05,
  groups = [NO_DECAY],
}: AdamwOptions = {}): Optimizer {
  const isPart = (beta: number) => beta >= 0 && beta < 1;
  expectThat(isPart(beta1) && isPart(beta2), 'adamw.betas', 'numbers in [0, 1)', `${beta1}, ${beta2}`);
  expectThat(epsilon > 0, 'adamw.epsilon', 'a number > 0', String(epsilon));
  expectThat(weightDecay >= 0, 'adamw.weightDecay', 'a number ≥ 0', String(weightDecay));
  return perParameter({
    name: 'adamw',
    slots: ['mean', 'meanSquare'],
    counts: true,
    weightDecay,
    groups,
    update: (weight, [mean, meanSquare], gradient, numbers) =>
      adamwStep(weight, mean!, meanSquare!, gradient, { ...numbers, beta1, beta2, epsilon }),
  });
}
