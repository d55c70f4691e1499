import type { GroundTruth, LossTerms, Progress } from '@tandem-det/core';
import { withoutTape } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { TrainableDetector } from './trainable.ts';

export interface LossGradients {
  readonly terms: LossTerms;
  /** Of the sum of the terms, by parameter name; a parameter that took no part is absent. */
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
  /** Priors that answer for an object, over the batch. */
  readonly positives: tf.Scalar;
}

/** One forward and backward pass; the caller disposes all of the result. */
export function lossGradients(
  detector: TrainableDetector,
  images: tf.Tensor4D,
  truth: GroundTruth,
  progress: Progress,
): LossGradients {
  const { trainable } = detector.parameters;
  let terms: LossTerms = {};
  let positives: tf.Scalar | undefined;
  const { value, grads } = tf.variableGrads(
    () => {
      terms = detector.losses(images, truth, progress, ({ gtIndex }) => {
        positives = tf.keep(
          withoutTape(() => tf.sum(tf.cast(tf.greaterEqual(gtIndex, 0), 'float32')) as tf.Scalar),
        );
      });
      for (const term of Object.values(terms)) tf.keep(term);
      return Object.values(terms).reduce((sum, term) => tf.add(sum, term));
    },
    trainable.map(({ variable }) => variable),
  );
  value.dispose();
  const gradients = new Map<string, tf.Tensor>();
  for (const { name, variable } of trainable) {
    const gradient = grads[variable.name];
    if (gradient != null) gradients.set(name, gradient);
  }
  return { terms, gradients, positives: positives ?? tf.scalar(Number.NaN) };
}
