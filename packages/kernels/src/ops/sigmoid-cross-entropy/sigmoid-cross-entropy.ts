import { registerGradient, type Tensor, zerosLike } from '@tensorflow/tfjs-core';
import { runKernel } from '../../run-kernel.ts';
import { checkSameShape } from '../../same-shape.ts';

/**
 * Binary cross-entropy per element, with p = σ(logit) and target y in [0, 1]:
 * `-y log p - (1 - y) log(1 - p) = max(x, 0) - x y + log(1 + exp(-|x|))`.
 *
 * Shapes: logits and targets alike, any shape; returns the same. Differentiable in the logits (`p - y`);
 * targets are constants. Source: PyTorch's `binary_cross_entropy_with_logits`, without reduction.
 */
export function sigmoidCrossEntropy<T extends Tensor>(logits: T, targets: Tensor): T {
  checkSameShape('sigmoidCrossEntropy', { logits, targets });
  return runKernel('TandemSigmoidCrossEntropy', { logits, targets });
}

registerGradient({
  kernelName: 'TandemSigmoidCrossEntropy',
  inputsToSave: ['logits', 'targets'],
  gradFunc: (upstream, saved) => {
    const dy = upstream as Tensor;
    const [logits, targets] = saved as [Tensor, Tensor];
    return {
      logits: () => runKernel('TandemSigmoidCrossEntropyGradient', { logits, targets, dy }),
      targets: () => zerosLike(targets),
    };
  },
});
