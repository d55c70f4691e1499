import {
  boxesFromDistances,
  convolution,
  type DensePredictions,
  gridPriors,
  type Head,
  normal,
  priorBias,
  tidied,
} from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A head of one's own: on every level one 3 × 3 convolution for the classes and one for the distances of the sides
 * from the cell's middle, `6 · softplus(d)` strides; nothing else.
 */
export function tinyHead(): Head<DensePredictions> {
  return {
    name: 'tiny head',
    provides: ['classLogits', 'boxes'],
    priors: (levels, maps) =>
      gridPriors({ strides: levels.map(({ stride }) => stride), maps, centerOffset: 0.5 }),
    scores: ({ classLogits }) => tf.sigmoid(classLogits),
    build(scope, levels, classes) {
      const inputs = levels[0]!.channels;
      const initializer = normal(0.01);
      const toClasses = convolution(scope.child('classes'), {
        inputs,
        outputs: classes,
        initializer,
        biasInitializer: priorBias(0.01),
      });
      const toSides = convolution(scope.child('sides'), { inputs, outputs: 4, initializer });
      return (features, priors, context) =>
        tidied(() => {
          const flat = (maps: tf.Tensor4D[]) =>
            tf.concat(
              maps.map((map) => tf.reshape(map, [map.shape[0], -1, map.shape[3]])),
              1,
            ) as tf.Tensor3D;
          const strides = tf.expandDims(priors.strides, 1); // [A, 1]
          const sides = tf.softplus(flat(features.map((x) => toSides(x, context)))); // [B, A, 4]
          return {
            classLogits: flat(features.map((x) => toClasses(x, context))),
            boxes: boxesFromDistances(priors.centers, tf.mul(tf.mul(6, sides), strides) as tf.Tensor3D),
          };
        });
    },
  };
}
