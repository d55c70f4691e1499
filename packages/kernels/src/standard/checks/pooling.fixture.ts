import * as tf from '@tensorflow/tfjs-core';
import { checkGradient, expectClose, uniformTensor } from '../../testing/index.ts';
import { gradientCheck, kernelCheck, type StandardCheck } from './check.ts';

type Four = tf.Tensor4D;

/** Negative values 0.1 apart, so that no step of a difference changes which is largest. */
const negative = (shape: [number, number, number, number]) => {
  const count = shape.reduce((product, size) => product * size, 1);
  return tf.tensor4d(
    Array.from({ length: count }, (_, index) => -0.1 * (1 + ((7 * index) % count))),
    shape,
  );
};
const images = (shape: [number, number, number, number]) =>
  uniformTensor<tf.Rank.R4>(shape, { low: -1, seed: 3 });

export const poolingChecks: readonly StandardCheck[] = [
  kernelCheck('MaxPool', 'with numeric padding', ['tensorflow'], async () => {
    const x = tf.tensor4d([-4, -1, -2, -3], [1, 2, 2, 1]);
    await expectClose(tf.maxPool(x, 2, 2, 1), [-4, -1, -2, -3], {});
  }),
  kernelCheck('MaxPoolGrad', 'of negative values with numeric padding', ['wasm', 'tensorflow'], () =>
    checkGradient((a) => tf.maxPool(a as Four, 3, 2, 1), [negative([1, 4, 3, 2])]),
  ),
  kernelCheck('MaxPoolGrad', "of negative values with 'same', which pads one side more", ['wasm'], () =>
    checkGradient((a) => tf.maxPool(a as Four, 3, 2, 'same'), [negative([1, 4, 4, 1])]),
  ),
  kernelCheck('AvgPoolGrad', 'with padding', ['cpu', 'wasm', 'webgpu'], () =>
    checkGradient((a) => tf.avgPool(a as Four, 3, 2, 'same'), [images([1, 4, 5, 2])]),
  ),
  kernelCheck('ResizeNearestNeighborGrad', 'of a second image', ['cpu'], async () => {
    const f = (a: tf.Tensor) => tf.image.resizeNearestNeighbor(a as Four, [4, 1]);
    const dy = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [2, 4, 1, 1]);
    // each cell is taken twice
    await expectClose(tf.grad(f)(tf.zeros([2, 2, 1, 1]), dy), [3, 7, 11, 15], {});
  }),
  kernelCheck('ResizeNearestNeighborGrad', 'of a second image, corners aligned', ['cpu'], () =>
    checkGradient((a) => tf.image.resizeNearestNeighbor(a as Four, [5, 3], true), [images([2, 3, 2, 1])]),
  ),
  gradientCheck('ResizeBilinear', 'with half pixel centers', () =>
    checkGradient((a) => tf.image.resizeBilinear(a as Four, [5, 3], false, true), [images([2, 3, 2, 1])]),
  ),
  gradientCheck('ResizeNearestNeighbor', 'with half pixel centers', () =>
    checkGradient(
      (a) => tf.image.resizeNearestNeighbor(a as Four, [5, 3], false, true),
      [images([2, 3, 2, 1])],
    ),
  ),
];
