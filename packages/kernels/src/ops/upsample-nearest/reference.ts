import * as tf from '@tensorflow/tfjs-core';
import type { UpsampleOptions } from './upsample-nearest.ts';

/** Nearest-neighbour resizing as a gather of rows, then of columns. */
export function upsampleNearestReference(x: tf.Tensor4D, { height, width }: UpsampleOptions): tf.Tensor4D {
  return tf.tidy(() => {
    const sources = (size: number, input: number) =>
      tf.tensor1d(
        Array.from({ length: size }, (_, i) => Math.floor((i * input) / size)),
        'int32',
      );
    const rows = tf.gather(x, sources(height, x.shape[1]), 1);
    return tf.gather(rows, sources(width, x.shape[2]), 2);
  });
}
