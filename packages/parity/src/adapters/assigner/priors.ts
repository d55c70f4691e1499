import type { GroundTruth, Priors } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Options } from '../../cases/options.ts';
import { Unsupported } from '../../unsupported.ts';
import type { CaseTensor, CaseTensors } from '../../values/case-tensors.ts';
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
  if (strides.length !== counts.length || sum(counts) !== boxes.shape[0]) {
    throw new Unsupported('strides or levels that are not those of in.priors');
  }
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

/** The priors of a case whose `in.points` [A, 3] are x, y and stride: places without boxes, by level. */
export function readPoints(options: Options, tensors: CaseTensors): Priors {
  const values = tensors.read('in.points');
  const points = toTensor('plain', values) as tf.Tensor2D;
  const strideOfPoint = Array.from(values.data, Number).filter((_, index) => index % 3 === 2);
  const strides = options.numbers('strides');
  const counts = strides.map((stride) => strideOfPoint.filter((other) => other === stride).length);
  const given = options.numbers('levels', counts);
  if (given.join() !== counts.join() || sum(counts) !== strideOfPoint.length) {
    throw new Unsupported('strides or levels that are not those of in.points');
  }
  let offset = 0;
  const levels = counts.map((count, level) => {
    offset += count;
    return { stride: strides[level]!, height: 1, width: count, count, offset: offset - count };
  });
  const centers = tf.slice(points, [0, 0], [-1, 2]);
  return { centers, boxes: tf.concat([centers, centers], 1), strides: tf.tensor1d(strideOfPoint), levels };
}

/** [B, A, size] from one tensor of A · size values per image. */
export function stackImages(images: readonly CaseTensor[], size: number): tf.Tensor3D {
  const values = Float32Array.from(images.flatMap(({ data }) => Array.from(data)));
  return tf.tensor3d(values, [images.length, values.length / images.length / size, size]);
}

/** The objects of an assigner's case, all images without padding. */
export function readObjects(options: Options, tensors: CaseTensors): GroundTruth {
  const images = options.number('images');
  return readGroundTruth(tensors, Array<readonly [number, number]>(images).fill([1e6, 1e6]));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
