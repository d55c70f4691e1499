import * as tf from '@tensorflow/tfjs-core';

/** -y log σ(x) - (1 - y) log(1 - σ(x)), as it reads; for moderate logits. */
export function sigmoidCrossEntropyReference(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const positive = tf.mul(targets, tf.log(tf.sigmoid(logits)));
    const negative = tf.mul(tf.sub(1, targets), tf.log(tf.sigmoid(tf.neg(logits))));
    return tf.neg(tf.add(positive, negative));
  });
}
