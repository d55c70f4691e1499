import * as tf from '@tensorflow/tfjs-core';
import type { Gradients } from './optimizer.ts';

/** L2 norm over all gradients together: sqrt(Σ g²), a scalar. */
export function globalNorm(gradients: Gradients): tf.Scalar {
  return tf.tidy(() => {
    const squares = [...gradients.values()].map((gradient) => tf.sum(tf.square(gradient)));
    return tf.sqrt(tf.sum(tf.stack(squares)));
  });
}

/**
 * Gradients times min(1, maximum / (norm + 1e-6)), new tensors; `norm` is their `globalNorm`.
 *
 * Source: PyTorch's `clip_grad_norm_`, its epsilon included.
 */
export function clipByGlobalNorm(
  gradients: Gradients,
  norm: tf.Scalar,
  maximum: number,
): Map<string, tf.Tensor> {
  const factor = tf.tidy(() => tf.minimum(1, tf.div(maximum, tf.add(norm, 1e-6))));
  const clipped = new Map([...gradients].map(([name, gradient]) => [name, tf.mul(gradient, factor)]));
  factor.dispose();
  return clipped;
}
