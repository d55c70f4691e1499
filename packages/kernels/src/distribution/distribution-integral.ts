import { mul, range, softmax, sum, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Expected bin of a distribution over bins 0 to R - 1: `Σ_k k · softmax(logits)_k`.
 *
 * Shapes: logits [..., R]; returns [...], in bins (strides, in GFL). Differentiable.
 * Source: Li et al. 2020, Generalized Focal Loss, section 3.2.
 */
export function distributionIntegral<T extends Tensor>(logits: Tensor): T {
  const bins = range(0, logits.shape.at(-1)!, 1, 'float32');
  return sum(mul(softmax(logits), bins), -1) as T;
}
