import * as tf from '@tensorflow/tfjs-core';
import type { Gradients } from './optimizer.ts';

/** L2 norm over all gradients together: sqrt(Σ g²), a scalar. */
export function globalNorm(gradients: Gradients): tf.Scalar {
  return tf.tidy(() => {
    // A row times itself makes no copy of the gradient, as squaring it would.
    const squares = [...gradients.values()].map((gradient) => {
      const row = tf.reshape(gradient, [1, gradient.size]);
      return tf.reshape(tf.matMul(row, row, false, true), []);
    });
    return tf.sqrt(tf.sum(tf.stack(squares)));
  });
}

/**
 * Gradients times min(1, maximum / (norm + 1e-6)), where `norm` is their `globalNorm`: new tensors, or the
 * gradients themselves where the factor is 1.
 *
 * Source: PyTorch's `clip_grad_norm_`, its epsilon included.
 */
export function clipByGlobalNorm(gradients: Gradients, norm: number, maximum: number): Gradients {
  const factor = maximum / (norm + 1e-6);
  if (factor >= 1) return gradients;
  return new Map([...gradients].map(([name, gradient]) => [name, tf.mul(gradient, factor)]));
}
