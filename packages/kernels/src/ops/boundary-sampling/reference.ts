import * as tf from '@tensorflow/tfjs-core';

/**
 * Boundary sampling as four gathers from a map with a border of zeros: coordinates are clamped into the
 * border, where every sample is 0.
 */
export function boundarySamplingReference(boxes: tf.Tensor4D, offsets: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, height, width] = boxes.shape;
    const rows = tf.reshape(tf.range(0, height, 1), [1, height, 1]);
    const columns = tf.reshape(tf.range(0, width, 1), [1, 1, width]);
    const images = tf.reshape(tf.range(0, batch, 1), [batch, 1, 1]);
    const bordered = tf.pad(boxes, [
      [0, 0],
      [2, 2],
      [2, 2],
      [0, 0],
    ]);
    const channel = (tensor: tf.Tensor4D, c: number) =>
      tf.squeeze(tf.slice(tensor, [0, 0, 0, c], [-1, -1, -1, 1]), [3]);
    const sides = [0, 1, 2, 3].map((side) => {
      const map = tf.reshape(channel(bordered, side), [-1]);
      const v = tf.clipByValue(tf.add(rows, channel(offsets, 2 * side)), -2, height);
      const u = tf.clipByValue(tf.add(columns, channel(offsets, 2 * side + 1)), -2, width);
      const [top, left] = [tf.floor(v), tf.floor(u)];
      const corner = (lower: number, later: number) => {
        const line = tf.add(tf.mul(images, height + 4), tf.add(top, 2 + lower));
        const place = tf.cast(tf.add(tf.mul(line, width + 4), tf.add(left, 2 + later)), 'int32');
        const [fromTop, fromLeft] = [tf.sub(v, top), tf.sub(u, left)];
        const weight = tf.mul(lower ? fromTop : tf.sub(1, fromTop), later ? fromLeft : tf.sub(1, fromLeft));
        // a coordinate clamped to the far border has its lower neighbour beyond it, with weight 0
        return tf.mul(weight, tf.gather(map, tf.cast(tf.clipByValue(place, 0, map.size - 1), 'int32')));
      };
      return tf.addN([corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)]);
    });
    return tf.stack(sides, 3) as tf.Tensor4D;
  });
}
