import { IGNORED, type Loss } from '@tandem-det/core';
import { positives } from '@tandem-det/losses';
import * as tf from '@tensorflow/tfjs-core';

export interface PolyFocalOptions {
  readonly gamma?: number;
  /** Weight of the first term of the polynomial, beyond the focal loss's own. */
  readonly epsilon?: number;
}

/**
 * A loss of one's own: the focal loss with its first polynomial term strengthened,
 * `Σ (1 − p_t)^γ · CE + ε · (1 − p_t)^(γ + 1)`, over priors and classes, by the number of positives.
 * Source: Leng et al. 2022, PolyLoss, equation 6, with the sigmoid of dense detection.
 */
export function polyFocal({ gamma = 2, epsilon = 1 }: PolyFocalOptions = {}): Loss {
  const normalizer = positives();
  return ({ classLogits: logits }, _priors, _truth, assignment) => {
    // logits [B, A, K]
    const classes = logits.shape[2];
    // Targets and weights are constants: made before anything is differentiated.
    const each = tf.range(0, classes, 1, 'int32');
    const target = tf.cast(tf.equal(tf.expandDims(assignment.labels, 2), each), 'float32');
    const counts = tf.cast(tf.notEqual(assignment.gtIndex, IGNORED), 'float32') as tf.Tensor2D;
    const sign = tf.sub(1, tf.mul(2, target)); // −1 where the class is present
    const wrong = tf.sigmoid(tf.mul(sign, logits)); // 1 − p_t
    const entropy = tf.softplus(tf.mul(sign, logits)); // −log p_t, stable
    const value = tf.add(tf.mul(tf.pow(wrong, gamma), entropy), tf.mul(epsilon, tf.pow(wrong, gamma + 1)));
    const total = tf.sum(tf.mul(value, tf.expandDims(counts, 2)));
    return { classification: tf.div(total, normalizer(assignment, counts)) };
  };
}
