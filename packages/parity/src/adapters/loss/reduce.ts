import * as tf from '@tensorflow/tfjs-core';
import type { Options } from '../../cases/options.ts';

/**
 * The reduction that a loss case's options describe: `lossWeight · Σ element · weight / avgFactor`, the
 * mean over elements where avgFactor is null. A weight per sample [N] counts for all of its elements.
 */
export function readReduction(
  options: Options,
): (elements: tf.Tensor, weight: tf.Tensor | undefined) => tf.Tensor {
  const lossWeight = options.number('lossWeight');
  const avgFactor = options.numberOrNull('avgFactor');
  return (elements, weight) => {
    const perSample = weight !== undefined && weight.rank < elements.rank;
    const factor = perSample ? tf.expandDims(weight, -1) : weight;
    const weighted = factor === undefined ? elements : tf.mul(elements, factor);
    return tf.mul(tf.sum(weighted), lossWeight / (avgFactor ?? elements.size));
  };
}

/** [N, K]: 1 at each sample's class; a label of K (background) has none. */
export function oneHotTargets(labels: tf.Tensor, classes: number): tf.Tensor2D {
  const places = tf.range(0, classes, 1, 'int32');
  return tf.cast(tf.equal(tf.expandDims(labels, 1), places), 'int32') as tf.Tensor2D;
}
