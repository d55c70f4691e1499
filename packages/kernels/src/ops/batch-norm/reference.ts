import * as tf from '@tensorflow/tfjs-core';

/** Normalisation over all axes but the last, composed of stock ops. */
export function batchNormReference(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): { y: tf.Tensor4D; mean: tf.Tensor1D; variance: tf.Tensor1D } {
  return tf.tidy(() => {
    const mean = tf.mean<tf.Tensor1D>(x, [0, 1, 2]);
    const variance = tf.mean<tf.Tensor1D>(tf.square(tf.sub(x, mean)), [0, 1, 2]);
    const normalised = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, epsilon)));
    return { y: tf.add(tf.mul(normalised, scale), offset), mean, variance };
  });
}
