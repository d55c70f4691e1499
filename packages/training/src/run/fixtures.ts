import { ownPart } from '@tandem-det/base';
import { ParameterStore } from '@tandem-det/core';
import { type DetectionDataset, generatedScenes } from '@tandem-det/data';
import * as tf from '@tensorflow/tfjs-core';
import type { TrainableDetector } from './trainable.ts';

/** Ten scenes of 32 × 32 pixels: three batches of four an epoch. */
export function smallDataset(): DetectionDataset {
  return generatedScenes({ count: 10, seed: 3, size: { width: 32, height: 32 } });
}

/** Guesses the number of objects from the mean colour: as little as a trainer can be tried on. */
export function countingDetector(seed = 1, sizeFactor = 0.01): TrainableDetector & { dispose(): void } {
  const parameters = new ParameterStore(seed);
  const scope = parameters.scope('count');
  const initializer = (shape: readonly number[], random: () => number) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5);
  const weight = scope.parameter('weight', [3, 1], { initializer });
  const bias = scope.parameter('bias', [1], { initializer, role: 'bias' });
  scope.parameter('unused', [2], { initializer });
  const detector = {
    classes: ['key', 'paddle', 'tag', 'hammer', 'dart'],
    parameters,
    gradients: ((images, truth) => {
      const terms: Record<string, tf.Scalar> = {};
      const { value, grads } = tf.variableGrads(() => {
        const mean = tf.mean(images, [1, 2]) as tf.Tensor2D;
        const guess = tf.add(tf.matMul(mean, weight as tf.Tensor2D), bias);
        const objects = tf.sum(truth.mask, 1, true);
        terms['count'] = tf.keep(tf.mean(tf.squaredDifference(guess, objects)) as tf.Scalar);
        terms['size'] = tf.keep(tf.mul(sizeFactor, tf.sum(tf.square(weight))) as tf.Scalar);
        return tf.add(terms['count'], terms['size']);
      }, [weight, bias]);
      value.dispose();
      const gradients = new Map([
        ['count.weight', grads[weight.name]!],
        ['count.bias', grads[bias.name]!],
      ]);
      return { terms, positives: tf.sum(truth.mask) as tf.Scalar, gradients };
    }) satisfies TrainableDetector['gradients'],
    dispose: () => parameters.dispose(),
  };
  return ownPart(detector, { version: 1, kind: 'countingDetector', options: { seed, sizeFactor } });
}
