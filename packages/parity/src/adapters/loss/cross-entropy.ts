import { sigmoidCrossEntropy } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';
import { oneHotTargets, readReduction } from './reduce.ts';

/** Binary cross-entropy of logits with hard labels. */
export const binaryCrossEntropyAdapter = operation((options, tensors) => {
  const reduce = readReduction(options);
  const classes = tensors.read('in.logits').shape[1]!;
  options.fixed({ activation: 'sigmoid', background: classes });
  return {
    inputs: { logits: 'plain', labels: 'plain', weight: 'plain' },
    outputs: { elements: 'plain', loss: 'plain' },
    forward: ({ logits, labels, weight }) => {
      const targets = tf.cast(oneHotTargets(labels!, classes), 'float32');
      const elements = sigmoidCrossEntropy(logits!, targets);
      return { elements, loss: reduce(elements, weight) };
    },
  };
});

/** Binary cross-entropy of centerness logits with targets in [0, 1]. */
export const centernessAdapter = operation((options) => {
  const reduce = readReduction(options);
  return {
    inputs: { logits: 'plain', targets: 'plain', weight: 'plain' },
    outputs: { elements: 'plain', loss: 'plain' },
    forward: ({ logits, targets, weight }) => {
      const elements = sigmoidCrossEntropy(logits!, targets!);
      return { elements, loss: reduce(elements, weight) };
    },
  };
});
