import * as tf from '@tensorflow/tfjs-core';

/**
 * Logits of probabilities, differentiable: Tandem's losses take logits where the reference's take
 * probabilities. Limited to ±100, which is what its floor of -100 under every logarithm amounts to.
 */
export function logitsOf(probabilities: tf.Tensor): tf.Tensor {
  const log = tf.log(probabilities);
  const complement = tf.log(tf.sub(1, probabilities));
  return tf.clipByValue(tf.sub(log, complement), -100, 100);
}
