import { alignedIou, pairwiseIou } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { bytesOf, type CasesOf, random, withGradient } from '../case.ts';
import { fewer } from '../fewer.ts';

/** Boxes of 10 to 200 pixels in an image of 640 × 640. */
function boxes(count: number): tf.Tensor2D {
  const corners = random([count, 2], 0, 440);
  return tf.concat([corners, tf.add(corners, random([count, 2], 10, 200))], 1) as tf.Tensor2D;
}

/** Generalised IoU by plain ops; leading axes broadcast. */
function plainGiou(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const [ax1, ay1, ax2, ay2] = tf.unstack(a, a.rank - 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const [bx1, by1, bx2, by2] = tf.unstack(b, b.rank - 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  const area = (x1: tf.Tensor, y1: tf.Tensor, x2: tf.Tensor, y2: tf.Tensor) =>
    tf.mul(tf.relu(tf.sub(x2, x1)), tf.relu(tf.sub(y2, y1)));
  const [low, high] = [tf.minimum, tf.maximum];
  const shared = area(high(ax1, bx1), high(ay1, by1), low(ax2, bx2), low(ay2, by2));
  const both = tf.add(area(ax1, ay1, ax2, ay2), area(bx1, by1, bx2, by2));
  const union = tf.maximum(tf.sub(both, shared), 1e-6);
  const around = area(low(ax1, bx1), low(ay1, by1), high(ax2, bx2), high(ay2, by2));
  const enclosing = tf.maximum(around, 1e-6);
  return tf.sub(tf.div(shared, union), tf.div(tf.sub(enclosing, union), enclosing));
}

export const overlapCases: CasesOf = (shrink) => {
  const [priors, pairs] = [fewer(8400, shrink), fewer(5000, shrink)];
  return [
    {
      op: 'pairwiseIou',
      name: `giou, ${priors} × 60`,
      bytes: bytesOf([priors, 4], [60, 4], [priors, 60]),
      peer: { name: 'pairwise_giou', arguments: { count: priors, others: 60 } },
      prepare: () => {
        const [a, b] = [boxes(priors), boxes(60)];
        return {
          tandem: () => pairwiseIou(a, b, { kind: 'giou' }),
          plain: () => plainGiou(tf.expandDims(a, 1), tf.expandDims(b, 0)),
        };
      },
    },
    {
      op: 'alignedIou',
      name: `giou of ${pairs} pairs, value and gradient`,
      bytes: bytesOf([pairs, 4], [pairs, 4], [pairs, 4]),
      peer: { name: 'aligned_giou', arguments: { count: pairs } },
      prepare: () => {
        const [a, b] = [boxes(pairs), boxes(pairs)];
        return {
          tandem: withGradient((x) => alignedIou(x as tf.Tensor2D, b, { kind: 'giou' }), a),
          plain: withGradient((x) => plainGiou(x, b), a),
        };
      },
    },
  ];
};
