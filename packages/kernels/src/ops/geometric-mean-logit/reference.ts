import * as tf from '@tensorflow/tfjs-core';

/** log(p / (1 - p)) of p = sqrt(σ(a) σ(b)), as it reads; loses digits for large logits. */
export function geometricMeanLogitReference(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const p = tf.sqrt(tf.mul(tf.sigmoid(a), tf.sigmoid(b)));
    return tf.log(tf.div(p, tf.sub(1, p)));
  });
}
