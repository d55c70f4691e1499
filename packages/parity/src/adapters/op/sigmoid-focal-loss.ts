import { sigmoidFocal } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';

export const sigmoidFocalLossAdapter = operation((options) => {
  const settings = { alpha: options.number('alpha'), gamma: options.number('gamma') };
  const reduce = options.choice('reduction', {
    none: (elements: tf.Tensor) => elements,
    mean: (elements: tf.Tensor) => tf.mean(elements),
    sum: (elements: tf.Tensor) => tf.sum(elements),
  });
  options.fixed({ balance: 'alpha < 0 means no alpha weighting' });
  return {
    inputs: { logits: 'plain', targets: 'plain' },
    outputs: { loss: 'plain' },
    forward: ({ logits, targets }) => ({ loss: reduce(sigmoidFocal(logits!, targets!, settings)) }),
  };
});
