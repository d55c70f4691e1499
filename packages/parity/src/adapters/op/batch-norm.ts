import { batchNormFrozen, batchNormTrain } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';

export const batchNormAdapter = operation((options) => {
  const training = options.boolean('training');
  const epsilon = options.number('eps');
  const momentum = options.number('momentum');
  options.fixed({
    momentumRule: 'running = (1 - momentum) * running + momentum * batch, batch variance unbiased',
  });
  return {
    inputs: { x: 'features', weight: 'plain', bias: 'plain', runningMean: 'plain', runningVar: 'plain' },
    outputs: { y: 'features', runningMean: 'plain', runningVar: 'plain' },
    forward: (inputs) => {
      const x = inputs['x'] as tf.Tensor4D;
      const [weight, bias, runningMean, runningVar] = ['weight', 'bias', 'runningMean', 'runningVar'].map(
        (name) => inputs[name] as tf.Tensor1D,
      ) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
      if (!training) {
        return { y: batchNormFrozen(x, runningMean, runningVar, weight, bias, { epsilon }) };
      }
      const { y, mean, variance } = batchNormTrain(x, weight, bias, { epsilon });
      const count = x.shape[0] * x.shape[1] * x.shape[2];
      const blend = (running: tf.Tensor, batch: tf.Tensor) =>
        tf.add(tf.mul(running, 1 - momentum), tf.mul(batch, momentum));
      return {
        y,
        runningMean: blend(runningMean, mean),
        runningVar: blend(runningVar, tf.mul(variance, count / (count - 1))),
      };
    },
  };
});
