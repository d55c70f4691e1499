import { mul, range, softmax, sum, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';

/**
 * Expectation of a distribution over R bins: `Σ_k value_k · softmax(logits)_k`, the values being the bins' numbers
 * 0 to R - 1 unless given.
 *
 * Shapes: logits [..., R], values [R]; returns [...], in bins (strides, in GFL). Differentiable.
 * Source: Li et al. 2020, Generalized Focal Loss, section 3.2.
 */
export function distributionIntegral<T extends Tensor>(logits: Tensor, values?: Tensor1D): T {
  const bins = values ?? range(0, logits.shape.at(-1)!, 1, 'float32');
  return sum(mul(softmax(logits), bins), -1) as T;
}
