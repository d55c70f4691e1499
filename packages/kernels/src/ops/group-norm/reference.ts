import * as tf from '@tensorflow/tfjs-core';
import type { GroupNormOptions } from './group-norm.ts';

/** Group normalisation composed of stock ops on x seen as [B, H, W, groups, C / groups]. */
export function groupNormReference(
  x: tf.Tensor4D,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  { groups, epsilon = 1e-5 }: GroupNormOptions,
): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = x.shape;
    const grouped = tf.reshape(x, [batch, height, width, groups, channels / groups]);
    const centred = tf.sub(grouped, tf.mean(grouped, [1, 2, 4], true));
    const variance = tf.mean(tf.square(centred), [1, 2, 4], true);
    const normalised = tf.reshape(tf.div(centred, tf.sqrt(tf.add(variance, epsilon))), x.shape);
    return tf.add(tf.mul(normalised, scale), offset);
  });
}
