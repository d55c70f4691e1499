import { qualityFocal } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';
import { logitsOf } from './logits-of.ts';
import { oneHotTargets, readReduction } from './reduce.ts';

/** Quality focal loss: the target of a sample's class is its score. */
export const qualityFocalAdapter = operation((options, tensors) => {
  const beta = options.number('beta');
  const reduce = readReduction(options);
  const classes = tensors.read('in.logits').shape[1]!;
  options.fixed({ background: classes, elements: 'summed over classes, one per sample' });
  return {
    inputs: { logits: 'plain', labels: 'plain', scores: 'plain', weight: 'plain' },
    outputs: { elements: 'plain', loss: 'plain' },
    forward: ({ logits, labels, scores, weight }) => {
      const targets = tf.mul(oneHotTargets(labels!, classes), tf.expandDims(scores!, -1));
      const elements = tf.sum(qualityFocal(logits!, targets, { beta }), 1);
      return { elements, loss: reduce(elements, weight) };
    },
  };
});

/** TOOD's classification loss: quality focal loss of probabilities, the target being the alignment. */
export const taskAlignedFocalAdapter = operation((options, tensors) => {
  const beta = options.number('gamma');
  const reduce = readReduction(options);
  const classes = tensors.read('in.probabilities').shape[1]!;
  options.fixed({
    background: classes,
    logFloor: -100,
    gradient: 'stored as 0 where in.differentiable is 0; any finite value is right there',
  });
  return {
    inputs: {
      probabilities: 'plain',
      labels: 'plain',
      metric: 'plain',
      weight: 'plain',
      differentiable: 'plain',
    },
    outputs: { elements: 'plain', loss: 'plain' },
    forward: ({ probabilities, labels, metric, weight, differentiable }) => {
      const targets = tf.mul(oneHotTargets(labels!, classes), tf.expandDims(metric!, -1));
      const logits =
        differentiable === undefined ? probabilities! : whereDifferentiable(probabilities!, differentiable);
      const elements = qualityFocal(logitsOf(logits), targets, { beta });
      return { elements, loss: reduce(elements, weight) };
    },
  };
});

/** The same values, with the gradient 0 where the mask is 0. */
function whereDifferentiable(values: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const constant = tf.customGrad((x, save) => {
    (save as (tensors: tf.Tensor[]) => void)([x as tf.Tensor]);
    return {
      value: tf.clone(x as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => tf.where(tf.equal(mask, 0), tf.zerosLike(dy), dy),
    };
  });
  return constant(values);
}
