import type { Tensor } from '@tensorflow/tfjs-core';
import { runKernelForAll } from '../../run-kernel.ts';
import { checkSameShape } from '../../same-shape.ts';
import { withoutTape } from '../../without-tape.ts';

export interface SgdStepOptions {
  readonly learningRate: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly nesterov?: boolean;
}

/**
 * One step of stochastic gradient descent, in one pass over the values:
 * `g = gradient + weightDecay · weight`, `v' = momentum · v + g`, `w' = w - learningRate · v'`, and with
 * nesterov `w' = w - learningRate · (g + momentum · v')`. Returns [w', v'].
 *
 * Shapes: all alike. Source: PyTorch's SGD with dampening 0, where a velocity of 0 stands for none yet.
 */
export function sgdStep(
  weight: Tensor,
  velocity: Tensor,
  gradient: Tensor,
  { learningRate, momentum, weightDecay, nesterov = false }: SgdStepOptions,
): [Tensor, Tensor] {
  checkSameShape('sgdStep', { weight, velocity, gradient });
  return withoutTape(
    () =>
      runKernelForAll(
        'TandemSgdStep',
        { weight, velocity, gradient },
        { learningRate, momentum, weightDecay, nesterov },
      ) as [Tensor, Tensor],
  );
}
