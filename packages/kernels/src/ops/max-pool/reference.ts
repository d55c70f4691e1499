import * as tf from '@tensorflow/tfjs-core';
import { convolvedSize } from '../conv2d/geometry.ts';
import type { MaxPoolAttributes } from './max-pool-2d.ts';

/** Max pooling as the maximum over one strided slice per cell of the window. */
export function maxPoolReference(x: tf.Tensor4D, { size, stride, padding }: MaxPoolAttributes): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = x.shape;
    const rows = convolvedSize(height, size[0], stride[0], padding[0]);
    const columns = convolvedSize(width, size[1], stride[1], padding[1]);
    const sides: [number, number][] = [
      [0, 0],
      [padding[0], padding[0]],
      [padding[1], padding[1]],
      [0, 0],
    ];
    const padded = tf.pad(x, sides, Number.NEGATIVE_INFINITY);
    const slices: tf.Tensor4D[] = [];
    for (let v = 0; v < size[0]; v++) {
      for (let u = 0; u < size[1]; u++) {
        const end = [batch, v + (rows - 1) * stride[0] + 1, u + (columns - 1) * stride[1] + 1, channels];
        slices.push(tf.stridedSlice(padded, [0, v, u, 0], end, [1, stride[0], stride[1], 1]) as tf.Tensor4D);
      }
    }
    return slices.reduce((largest, slice) => tf.maximum(largest, slice));
  });
}
