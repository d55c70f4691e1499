import { registerGradient, type Tensor, zerosLike } from '@tensorflow/tfjs-core';
import { runKernel } from '../../run-kernel.ts';
import { checkSameShape } from '../../same-shape.ts';

export interface QualityFocalOptions {
  readonly beta?: number;
}

/**
 * Quality focal loss per element, with p = σ(logit) and soft target y: `|y - p|^β · BCE(p, y)`.
 * Stable for any finite logit.
 *
 * Shapes: logits and targets alike, any shape; returns the same. Differentiable in the logits; targets
 * (in [0, 1]) are constants.
 * Source: Li et al. 2020, Generalized Focal Loss, equation 5; the task-aligned loss of TOOD is the same
 * function of the score.
 */
export function qualityFocal<T extends Tensor>(
  logits: T,
  targets: Tensor,
  { beta = 2 }: QualityFocalOptions = {},
): T {
  checkSameShape('qualityFocal', { logits, targets });
  return runKernel('TandemQualityFocal', { logits, targets }, { beta });
}

registerGradient({
  kernelName: 'TandemQualityFocal',
  inputsToSave: ['logits', 'targets'],
  gradFunc: (upstream, saved, attributes) => {
    const dy = upstream as Tensor;
    const [logits, targets] = saved as [Tensor, Tensor];
    return {
      logits: () => runKernel('TandemQualityFocalGradient', { logits, targets, dy }, attributes),
      targets: () => zerosLike(targets),
    };
  },
});
