import * as tf from '@tensorflow/tfjs-core';

/** One matrix product per image. */
export function batchedPointwiseReference(x: tf.Tensor4D, filters: tf.Tensor3D): tf.Tensor4D {
  return tf.tidy(() => {
    const [, height, width, inputs] = x.shape;
    const products = tf.unstack(x).map((image, b) => {
      const filter = tf.squeeze<tf.Tensor2D>(tf.slice(filters, [b, 0, 0], [1, -1, -1]), [0]);
      return tf.reshape(tf.matMul(tf.reshape(image, [-1, inputs]), filter), [height, width, -1]);
    });
    return tf.stack(products) as tf.Tensor4D;
  });
}
