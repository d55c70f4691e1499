import { geometricMeanLogit } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';

export const sigmoidGeometricMeanAdapter = operation((options) => {
  options.fixed({
    formula: 'sqrt(sigmoid(a) * sigmoid(b)), b broadcast over channels',
    gradient: 'z * (1 - sigmoid(a)) / 2 and z * (1 - sigmoid(b)) / 2',
  });
  return {
    inputs: { a: 'features', b: 'features' },
    outputs: { z: 'features' },
    forward: ({ a, b }) => ({ z: tf.sigmoid(geometricMeanLogit(a as tf.Tensor4D, b as tf.Tensor4D)) }),
  };
});
