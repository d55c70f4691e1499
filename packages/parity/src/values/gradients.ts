import * as tf from '@tensorflow/tfjs-core';

/** Named results of a forward pass, and the number whose gradient is wanted. */
export interface Differentiable<T> {
  readonly outputs: T;
  readonly total: tf.Scalar;
}

/**
 * Runs `forward` once on the tape and differentiates its total with respect to `sources` (tensors or
 * variables). A source that the total does not depend on has the gradient 0.
 * Tensors that `outputs` needs afterwards must be kept by `forward` (`CaseContext.keep`).
 */
export function gradientsOf<T>(
  forward: () => Differentiable<T>,
  sources: readonly tf.Tensor[],
): { outputs: T; gradients: readonly tf.Tensor[] } {
  let outputs: T | undefined;
  const run = () => {
    const result = forward();
    outputs = result.outputs;
    return result.total;
  };
  const { grads } = tf.engine().gradients(run, [...sources], undefined, true);
  const gradients = sources.map((source, index) => grads[index] ?? tf.zerosLike(source));
  return { outputs: outputs as T, gradients };
}

/** Sum over outputs of `Σ output · cotangent`. */
export function weightedSum(
  outputs: Readonly<Record<string, tf.Tensor>>,
  cotangents: Readonly<Record<string, tf.Tensor>>,
): tf.Scalar {
  const sums = Object.entries(cotangents).map(([name, cotangent]) =>
    tf.sum(tf.mul(outputs[name]!, cotangent)),
  );
  return sums.reduce((total, sum) => tf.add(total, sum), tf.scalar(0)) as tf.Scalar;
}
