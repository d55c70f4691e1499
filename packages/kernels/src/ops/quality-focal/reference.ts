import * as tf from '@tensorflow/tfjs-core';
import { sigmoidCrossEntropyReference } from '../sigmoid-cross-entropy/reference.ts';
import type { QualityFocalOptions } from './quality-focal.ts';

/** The quality focal loss composed of stock ops; for moderate logits. */
export function qualityFocalReference(
  logits: tf.Tensor,
  targets: tf.Tensor,
  { beta }: Required<QualityFocalOptions>,
): tf.Tensor {
  return tf.tidy(() => {
    const distance = tf.abs(tf.sub(targets, tf.sigmoid(logits)));
    return tf.mul(tf.pow(distance, beta), sigmoidCrossEntropyReference(logits, targets));
  });
}
