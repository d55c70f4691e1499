import type { GroundTruth, Priors } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Options } from '../../cases/options.ts';
import type { CaseTensors } from '../../values/case-tensors.ts';
import { toTensor } from '../../values/to-tensor.ts';
import { readGroundTruth } from '../ground-truth.ts';

/** The priors of an assigner's case: `in.priors` are boxes, `levels` says how many each level has. */
export function readPriors(options: Options, tensors: CaseTensors): Priors {
  const counts = options.numbers('levels');
  const strides = options.numbers(
    'strides',
    counts.map((_, level) => 8 * 2 ** level),
  );
  const boxes = toTensor('plain', tensors.read('in.priors')) as tf.Tensor2D;
  const corners = tf.split(boxes, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
  let offset = 0;
  const levels = counts.map((count, level) => {
    offset += count;
    return { stride: strides[level]!, height: 1, width: count, count, offset: offset - count };
  });
  return {
    boxes,
    centers: tf.mul(tf.add(corners[0], corners[1]), 0.5) as tf.Tensor2D,
    strides: tf.tensor1d(levels.flatMap(({ stride, count }) => Array<number>(count).fill(stride))),
    levels,
  };
}

/** The objects of an assigner's case, all images without padding. */
export function readObjects(options: Options, tensors: CaseTensors): GroundTruth {
  const images = options.number('images');
  return readGroundTruth(tensors, Array<readonly [number, number]>(images).fill([1e6, 1e6]));
}
