import * as tf from '@tensorflow/tfjs-core';
import { sigmoidCrossEntropyReference } from '../sigmoid-cross-entropy/reference.ts';
import type { SigmoidFocalOptions } from './sigmoid-focal.ts';

/** The focal loss composed of stock ops; for moderate logits. */
export function sigmoidFocalReference(
  logits: tf.Tensor,
  targets: tf.Tensor,
  { alpha, gamma }: Required<SigmoidFocalOptions>,
): tf.Tensor {
  return tf.tidy(() => {
    const p = tf.sigmoid(logits);
    const others = tf.sub(1, targets);
    const distance = tf.add(tf.mul(p, others), tf.mul(tf.sub(1, p), targets));
    const weight = alpha < 0 ? tf.scalar(1) : tf.add(tf.mul(alpha, targets), tf.mul(1 - alpha, others));
    const modulated = tf.mul(tf.pow(distance, gamma), sigmoidCrossEntropyReference(logits, targets));
    return tf.mul(weight, modulated);
  });
}
