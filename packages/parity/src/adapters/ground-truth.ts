import type { GroundTruth } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';
import type { CaseTensors } from '../values/case-tensors.ts';

/**
 * The objects of `in.gtBoxes.i` and `in.gtLabels.i`, padded to the most of any image (at least one).
 * `validSizes` is each image's height and width inside the batch.
 */
export function readGroundTruth(
  tensors: CaseTensors,
  validSizes: readonly (readonly [number, number])[],
): GroundTruth {
  const boxes = tensors.readAll('in.gtBoxes');
  const labels = tensors.readAll('in.gtLabels');
  const images = boxes.length;
  const most = Math.max(1, ...boxes.map(({ shape }) => shape[0]!));
  const padded = new Float32Array(images * most * 4);
  const classes = new Int32Array(images * most);
  const mask = new Float32Array(images * most);
  for (let image = 0; image < images; image++) {
    padded.set(Float32Array.from(boxes[image]!.data), image * most * 4);
    classes.set(Int32Array.from(labels[image]!.data), image * most);
    mask.fill(1, image * most, image * most + boxes[image]!.shape[0]!);
  }
  return {
    boxes: tf.tensor3d(padded, [images, most, 4]),
    classes: tf.tensor2d(classes, [images, most], 'int32'),
    mask: tf.tensor2d(mask, [images, most]),
    validSizes: tf.tensor2d(validSizes.flat(), [images, 2]),
  };
}
