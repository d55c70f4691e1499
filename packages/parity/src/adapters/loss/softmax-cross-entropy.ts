import { softmaxCrossEntropy } from '@tandem-det/kernels';
import { balancedClassWeights } from '@tandem-det/losses';
import * as tf from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';
import { Unsupported } from '../../unsupported.ts';
import { oneHotTargets, readReduction } from './reduce.ts';

/** Cross-entropy of one class of K per sample, with weights of classes and of samples. */
export const crossEntropyAdapter = operation((options, tensors) => {
  const reduce = readReduction(options);
  const classes = tensors.read('in.logits').shape[1]!;
  const weights = options.has('classWeight') ? options.numbers('classWeight') : undefined;
  if (weights === undefined) options.fixed({ classWeight: null });
  options.fixed({ activation: 'softmax', sampleWeight: tensors.has('in.weight') });
  if (weights !== undefined && weights.length !== classes) {
    throw new Unsupported(`${weights.length} weights of ${classes} classes`);
  }
  return {
    inputs: { logits: 'plain', labels: 'plain', weight: 'plain' },
    outputs: { elements: 'plain', loss: 'plain' },
    forward: ({ logits, labels, weight }) => {
      const targets = tf.cast(oneHotTargets(labels!, classes), 'float32');
      const elements = softmaxCrossEntropy(logits!, targets);
      if (weights === undefined) return { elements, loss: reduce(elements, weight) };
      const ofClass = tf.sum(tf.mul(targets, tf.tensor1d([...weights])), 1);
      return { elements, loss: reduce(tf.mul(elements, ofClass), weight) };
    },
  };
});

/** The same with the classes weighted by their rarity. */
export const balancedCrossEntropyAdapter = operation((options, tensors) => {
  const epsilon = options.number('eps');
  options.fixed({
    alpha: 'alpha_i = 1 / (f_i + eps), f_i = the fraction of samples in class i',
    loss: 'mean over samples of alpha_y * cross-entropy',
    weightedMean: 'sum of alpha_y * cross-entropy / sum of alpha_y',
  });
  const frequencies = Array.from(tensors.read('in.frequencies').data);
  return {
    inputs: { logits: 'plain', labels: 'plain' },
    outputs: { alpha: 'plain', elements: 'plain', loss: 'plain', weightedMean: 'plain' },
    forward: ({ logits, labels }) => {
      const alpha = tf.tensor1d(balancedClassWeights(frequencies, epsilon));
      const targets = tf.mul(tf.cast(oneHotTargets(labels!, frequencies.length), 'float32'), alpha);
      const elements = softmaxCrossEntropy(logits!, targets);
      const weightedMean = tf.div(tf.sum(elements), tf.sum(targets));
      return { alpha, elements, loss: tf.mean(elements), weightedMean };
    },
  };
});
