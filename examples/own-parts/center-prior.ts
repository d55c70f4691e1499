import { buildAssignment } from '@tandem-det/assigners';
import { type Assigner, tidied, validPriors } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';

export interface CenterPriorOptions {
  /** Strides from an object's centre within which a prior answers for it. */
  readonly radius?: number;
}

/**
 * An assigner of one's own: a prior answers for the object whose centre is nearest to it, where that is within
 * `radius` strides and of its level's size: longer side of 4 to 8 strides, as FCOS has it.
 */
export function centerPrior({ radius = 1.5 }: CenterPriorOptions = {}): Assigner {
  return (_, priors, truth) =>
    tidied(() => {
      const [x1, y1, x2, y2] = tf.split(truth.boxes, 4, 2) as [
        tf.Tensor3D,
        tf.Tensor3D,
        tf.Tensor3D,
        tf.Tensor3D,
      ];
      const [px, py] = tf.split(tf.expandDims(priors.centers, 0), 2, 2) as [tf.Tensor3D, tf.Tensor3D]; // [1, A, 1]
      const row = (column: tf.Tensor3D) => tf.transpose(column, [0, 2, 1]); // [B, 1, G]
      const dx = tf.sub(px, row(tf.mul(tf.add(x1, x2), 0.5))); // [B, A, G]
      const dy = tf.sub(py, row(tf.mul(tf.add(y1, y2), 0.5)));
      const strides = tf.expandDims(tf.expandDims(priors.strides, 1), 0); // [1, A, 1]
      const distance = tf.div(tf.maximum(tf.abs(dx), tf.abs(dy)), strides);
      const size = tf.div(row(tf.maximum(tf.sub(x2, x1), tf.sub(y2, y1))), strides);
      const fits = tf.logicalAnd(tf.greaterEqual(size, 4), tf.less(size, 8));
      const isReal = tf.greater(tf.expandDims(truth.mask, 1), 0);
      const far = tf.fill(distance.shape, 1e6);
      const cost = tf.where(
        tf.logicalAnd(fits, tf.logicalAnd(isReal, tf.less(distance, radius))),
        distance,
        far,
      );
      const valid = validPriors(priors, truth.validSizes);
      const taken = tf.logicalAnd(tf.less(tf.min(cost, 2), 1e6), tf.greater(valid, 0));
      const gtIndex = tf.where<tf.Tensor>(taken, tf.argMin(cost, 2), tf.scalar(-1, 'int32')) as tf.Tensor2D;
      return buildAssignment(priors, truth, { gtIndex, valid, paddedPriors: 'ignored' });
    });
}
