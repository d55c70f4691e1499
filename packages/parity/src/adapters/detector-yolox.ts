import { yoloxNames } from '@tandem-det/checkpoints';
import { createDetector } from '@tandem-det/detector';
import type { YoloxPredictions } from '@tandem-det/heads';
import { yolox } from '@tandem-det/presets';
import * as tf from '@tensorflow/tfjs-core';
import type { Adapter } from '../adapter.ts';
import { toTensor, toValues } from '../values/to-tensor.ts';
import { checkSelection } from './head/detections.ts';
import { readYoloxSelection } from './head/yolox.ts';
import { checkParameters, fillParameters } from './parameters.ts';
import { readActivation } from './read-csp-style.ts';

export const yoloxDetectorAdapter: Adapter = async (context) => {
  const { options, tensors, check } = context;
  const classes = options.number('numClasses');
  const shape = {
    ...readActivation(options),
    depth: options.number('depth'),
    width: options.number('width'),
  };
  const imageShape = options.numbers('imageShape') as readonly [number, number];
  const selection = readYoloxSelection(options);
  options.fixed({
    batchNorm: 'running statistics, eps 1e-3',
    strides: [[8, 16, 32]],
    normalisation: null,
    outputs:
      'decoded: per prior centre x, centre y, width, height in pixels, object score, class scores (after sigmoid)',
  });
  options.finish();
  const detector = createDetector(
    yolox({
      ...shape,
      classes: Array.from({ length: classes }, (_, index) => `class ${index}`),
    }),
  );
  const nameOf = (name: string) => yoloxNames(name)[0]!;
  try {
    checkParameters(context, detector.parameters, nameOf);
    fillParameters(context, detector.parameters, nameOf);
    const image = toTensor('features', tensors.read('in.image')) as tf.Tensor4D;
    tensors.finish();
    const predictions = detector.predict(image);
    check('out.decoded', await toValues('plain', decoded(predictions)));
    const imageShapes = Array<readonly [number, number]>(image.shape[0]).fill(imageShape);
    const priors = detector.priors(image.shape[1], image.shape[2]);
    await checkSelection(context, detector.head, predictions, priors, { imageShapes }, selection);
  } finally {
    detector.dispose();
  }
};

/** [B, A, 5 + K]: centre, size, object score, class scores. */
function decoded({ boxes, objectnessLogits, classLogits }: YoloxPredictions): tf.Tensor {
  return tf.tidy(() => {
    const [start, end] = tf.split(boxes, 2, 2) as [tf.Tensor, tf.Tensor];
    const center = tf.mul(tf.add(start, end), 0.5);
    const object = tf.expandDims(tf.sigmoid(objectnessLogits), 2);
    return tf.concat([center, tf.sub(end, start), object, tf.sigmoid(classLogits)], 2);
  });
}
