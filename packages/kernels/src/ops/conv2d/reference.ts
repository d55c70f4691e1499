import * as tf from '@tensorflow/tfjs-core';
import type { ConvolutionAttributes } from './geometry.ts';

/** Convolution as one matrix product per kernel cell and group, out of stock ops. */
export function conv2dReference(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  { stride, padding, dilation, groups }: ConvolutionAttributes,
): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, height, width] = x.shape;
    const [kernelHeight, kernelWidth, groupInputs, outputs] = filter.shape;
    const sizes = [height, width].map((size, axis) => {
      const reach = dilation[axis]! * (filter.shape[axis]! - 1) + 1;
      return Math.floor((size + 2 * padding[axis]! - reach) / stride[axis]!) + 1;
    }) as [number, number];
    const padded = tf.pad(x, [
      [0, 0],
      [padding[0], padding[0]],
      [padding[1], padding[1]],
      [0, 0],
    ]);
    const groupOutputs = outputs / groups;
    const perGroup = Array.from({ length: groups }, (_, group) => {
      let total: tf.Tensor2D | undefined;
      for (let v = 0; v < kernelHeight; v++) {
        for (let u = 0; u < kernelWidth; u++) {
          const begin = [0, v * dilation[0], u * dilation[1], group * groupInputs];
          const end = [
            batch,
            begin[1]! + (sizes[0] - 1) * stride[0] + 1,
            begin[2]! + (sizes[1] - 1) * stride[1] + 1,
            (group + 1) * groupInputs,
          ];
          const cells = tf.stridedSlice(padded, begin, end, [1, stride[0], stride[1], 1]);
          const weights = tf.slice(
            filter,
            [v, u, 0, group * groupOutputs],
            [1, 1, groupInputs, groupOutputs],
          );
          const product = tf.matMul<tf.Tensor2D>(
            tf.reshape(cells, [-1, groupInputs]),
            tf.reshape(weights, [groupInputs, groupOutputs]),
          );
          total = total ? tf.add(total, product) : product;
        }
      }
      return tf.reshape(total!, [batch, ...sizes, groupOutputs]);
    });
    return tf.concat(perGroup, 3) as tf.Tensor4D;
  });
}
