import { expectNoOthers, expectThat } from '@tandem-det/base';
import { sgdStep } from '@tandem-det/kernels';
import type { Optimizer } from './optimizer.ts';
import type { ParameterGroup } from './parameter-groups.ts';
import { perParameter } from './per-parameter.ts';

export interface SgdOptions {
  readonly momentum?: number;
  readonly weightDecay?: number;
  readonly nesterov?: boolean;
  readonly groups?: readonly ParameterGroup[];
}

/**
 * Stochastic gradient descent with momentum, for gradient g and rate η:
 * v ← momentum · v + (g + weightDecay · w), w ← w − η · v (Nesterov: w ← w − η · (g + weightDecay · w + momentum · v)).
 *
 * v begins at 0, and a parameter without a gradient keeps its value and its v.
 * Source: PyTorch's `SGD` without dampening; mmdetection's defaults (0.9 and 1e-4 on every parameter).
 */
export function sgd({
  momentum = 0.9,
  weightDecay = 1e-4,
  nesterov = false,
  groups = [],
  ...others
}: SgdOptions = {}): Optimizer {
  expectNoOthers('sgd', others);
  expectThat(momentum >= 0 && momentum < 1, 'sgd.momentum', 'a number in [0, 1)', String(momentum));
  expectThat(weightDecay >= 0, 'sgd.weightDecay', 'a number ≥ 0', String(weightDecay));
  return perParameter({
    name: 'sgd',
    slots: ['velocity'],
    counts: false,
    weightDecay,
    groups,
    update: (weight, [velocity], gradient, numbers) =>
      sgdStep(weight, velocity!, gradient, { ...numbers, momentum, nesterov }),
  });
}
