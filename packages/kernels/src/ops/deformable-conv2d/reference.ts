import * as tf from '@tensorflow/tfjs-core';
import type { SamplingAttributes } from './geometry.ts';
import { samplingGeometry } from './geometry.ts';

/**
 * Deformable convolution out of stock ops: for each position of the filter and deformable group four gathers
 * from a map with a border of zeros, then one matrix product per group of channels.
 */
export function deformableConv2dReference(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  offsets: tf.Tensor4D,
  mask: tf.Tensor4D,
  attributes: SamplingAttributes,
  groups: number,
): tf.Tensor4D {
  return tf.tidy(() => {
    const g = samplingGeometry('deformableConv2dReference', x.shape, attributes);
    const bordered = tf.pad(x, [
      [0, 0],
      [2, 2],
      [2, 2],
      [0, 0],
    ]);
    const images = tf.reshape(tf.range(0, g.batch, 1), [g.batch, 1, 1]);
    const channel = (tensor: tf.Tensor4D, c: number) =>
      tf.squeeze<tf.Tensor3D>(tf.slice(tensor, [0, 0, 0, c], [-1, -1, -1, 1]), [3]);
    const starts = (count: number, axis: 0 | 1, position: number) =>
      tf.add(tf.mul(tf.range(0, count, 1), g.stride[axis]), position * g.dilation[axis] - g.padding[axis]);
    const sampleOf = (tap: number, group: number): tf.Tensor4D => {
      const factor = group * g.taps + tap;
      const rows = tf.reshape(starts(g.rows, 0, Math.floor(tap / g.kernelWidth)), [1, g.rows, 1]);
      const columns = tf.reshape(starts(g.columns, 1, tap % g.kernelWidth), [1, 1, g.columns]);
      const y = tf.clipByValue(tf.add(rows, channel(offsets, 2 * factor)), -2, g.height);
      const u = tf.clipByValue(tf.add(columns, channel(offsets, 2 * factor + 1)), -2, g.width);
      const [top, left] = [tf.floor(y), tf.floor(u)];
      const [below, right] = [tf.sub(y, top), tf.sub(u, left)];
      const cells = tf.reshape(
        tf.slice(bordered, [0, 0, 0, group * g.groupChannels], [-1, -1, -1, g.groupChannels]),
        [-1, g.groupChannels],
      );
      const corner = (lower: number, later: number) => {
        const line = tf.add(tf.mul(images, g.height + 4), tf.add(top, 2 + lower));
        const place = tf.cast(tf.add(tf.mul(line, g.width + 4), tf.add(left, 2 + later)), 'int32');
        const weight = tf.mul(lower ? below : tf.sub(1, below), later ? right : tf.sub(1, right));
        return tf.mul(tf.expandDims(weight, 3), tf.gather(cells, place));
      };
      const sum = tf.addN([corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)]);
      return tf.mul(sum, tf.expandDims(channel(mask, factor), 3));
    };
    const outputs = filter.shape[3];
    const [groupInputs, groupOutputs] = [g.channels / groups, outputs / groups];
    const sums: tf.Tensor[] = new Array(groups);
    for (let tap = 0; tap < g.taps; tap++) {
      const samples = tf.concat(
        Array.from({ length: g.deformableGroups }, (_, group) => sampleOf(tap, group)),
        3,
      );
      const flat = tf.reshape<tf.Rank.R2>(samples, [-1, g.channels]);
      const position = [Math.floor(tap / g.kernelWidth), tap % g.kernelWidth];
      for (let group = 0; group < groups; group++) {
        const weights = tf.slice(
          filter,
          [...position, 0, group * groupOutputs] as [number, number, number, number],
          [1, 1, groupInputs, groupOutputs],
        );
        const product = tf.matMul(
          tf.slice(flat, [0, group * groupInputs], [-1, groupInputs]),
          tf.reshape<tf.Rank.R2>(weights, [groupInputs, groupOutputs]),
        );
        sums[group] = sums[group] ? tf.add(sums[group]!, product) : product;
      }
    }
    return tf.reshape(tf.concat(sums, 1), [g.batch, g.rows, g.columns, outputs]);
  });
}
