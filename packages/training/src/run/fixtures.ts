import { ParameterStore } from '@tandem-det/core';
import { type DetectionDataset, generatedScenes } from '@tandem-det/data';
import * as tf from '@tensorflow/tfjs-core';
import type { TrainableDetector } from './trainable.ts';

/** Ten scenes of 32 × 32 pixels: three batches of four an epoch. */
export function smallDataset(): DetectionDataset {
  return generatedScenes({ count: 10, seed: 3, size: { width: 32, height: 32 } });
}

/** Guesses the number of objects from the mean colour: as little as a trainer can be tried on. */
export function countingDetector(seed = 1): TrainableDetector & { dispose(): void } {
  const parameters = new ParameterStore(seed);
  const scope = parameters.scope('count');
  const initializer = (shape: readonly number[], random: () => number) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5);
  const weight = scope.parameter('weight', [3, 1], { initializer });
  const bias = scope.parameter('bias', [1], { initializer, role: 'bias' });
  scope.parameter('unused', [2], { initializer });
  return {
    classes: ['a', 'b', 'c', 'd', 'e'],
    parameters,
    losses: (images, truth) => {
      const guess = tf.add(tf.matMul(tf.mean(images, [1, 2]) as tf.Tensor2D, weight as tf.Tensor2D), bias);
      const objects = tf.sum(truth.mask, 1, true);
      return {
        count: tf.mean(tf.squaredDifference(guess, objects)) as tf.Scalar,
        size: tf.mul(0.01, tf.sum(tf.square(weight))) as tf.Scalar,
      };
    },
    dispose: () => parameters.dispose(),
  };
}
