import { registerGradient, type Tensor, zerosLike } from '@tensorflow/tfjs-core';
import { runKernel } from '../../run-kernel.ts';
import { checkSameShape } from '../../same-shape.ts';

export interface SigmoidFocalOptions {
  /** Weight of positives, 1 - alpha that of negatives; negative for no such weighting. */
  readonly alpha?: number;
  readonly gamma?: number;
}

/**
 * Focal loss per element, with p = σ(logit) and target y:
 * `α_y · (p (1 - y) + (1 - p) y)^γ · BCE(p, y)`, `α_y = α y + (1 - α)(1 - y)`.
 * For y of 0 or 1 the middle factor is (1 - p_t)^γ. Stable for any finite logit.
 *
 * Shapes: logits and targets alike, any shape; returns the same. Differentiable in the logits; targets
 * (in [0, 1]) are constants.
 * Source: Lin et al. 2017; torchvision's `sigmoid_focal_loss`, without reduction.
 */
export function sigmoidFocal<T extends Tensor>(
  logits: T,
  targets: Tensor,
  { alpha = 0.25, gamma = 2 }: SigmoidFocalOptions = {},
): T {
  checkSameShape('sigmoidFocal', { logits, targets });
  return runKernel('TandemSigmoidFocal', { logits, targets }, { alpha, gamma });
}

registerGradient({
  kernelName: 'TandemSigmoidFocal',
  inputsToSave: ['logits', 'targets'],
  gradFunc: (upstream, saved, attributes) => {
    const dy = upstream as Tensor;
    const [logits, targets] = saved as [Tensor, Tensor];
    return {
      logits: () => runKernel('TandemSigmoidFocalGradient', { logits, targets, dy }, attributes),
      targets: () => zerosLike(targets),
    };
  },
});
