import * as tf from '@tensorflow/tfjs-core';
import type { TaskAlignedInputs } from './assign-task-aligned.ts';

/** One image: an object [0, 0, 4, 4] and four predictions with IoU 1, 1/2, 1/4 and 0. */
export function image(
  overrides: Partial<Record<keyof TaskAlignedInputs, tf.Tensor>> = {},
): TaskAlignedInputs {
  return {
    scores: tf.tensor3d([0.2, 0.8, 0.4, 0.9], [1, 4, 1]),
    boxes: tf.tensor3d([0, 0, 4, 4, 0, 0, 4, 2, 0, 0, 4, 1, 8, 8, 9, 9], [1, 4, 4]),
    centers: tf.tensor2d([1, 1, 2, 2, 3, 3, 8, 8], [4, 2]),
    validPriors: tf.ones([1, 4]),
    truthBoxes: tf.tensor3d([0, 0, 4, 4], [1, 1, 4]),
    truthClasses: tf.zeros([1, 1], 'int32'),
    truthMask: tf.ones([1, 1]),
    ...overrides,
  } as TaskAlignedInputs;
}

/** Objects [0,0,4,4] and [0,0,4,2] of two classes. IoU with the second: 1/2, 1, 1/2, 0. */
export function contested(): TaskAlignedInputs {
  return image({
    scores: tf.tensor3d([0.2, 0.9, 0.8, 0.1, 0.4, 0.6, 0.9, 0.9], [1, 4, 2]),
    truthBoxes: tf.tensor3d([0, 0, 4, 4, 0, 0, 4, 2], [1, 2, 4]),
    truthClasses: tf.tensor2d([0, 1], [1, 2], 'int32'),
    truthMask: tf.ones([1, 2]),
    centers: tf.tensor2d([1, 1, 2, 1, 3, 1, 8, 8], [4, 2]),
  });
}
