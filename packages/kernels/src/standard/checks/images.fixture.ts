import * as tf from '@tensorflow/tfjs-core';
import { checkGradient, expectClose, uniformTensor } from '../../testing/index.ts';
import { gradientCheck, kernelCheck, type StandardCheck } from './check.ts';

type Four = tf.Tensor4D;

const images = (shape: [number, number, number, number]) =>
  uniformTensor<tf.Rank.R4>(shape, { low: -1, seed: 4 });
/** Two boxes of two images; the second reaches out of its image. */
const boxes = () => tf.tensor2d([0.1, 0.15, 0.8, 0.9, 0.35, 0.2, 1.3, 0.85], [2, 4]);
const crop = (image: tf.Tensor, box: tf.Tensor, size: [number, number], method: 'bilinear' | 'nearest') =>
  tf.image.cropAndResize(image as Four, box as tf.Tensor2D, tf.tensor1d([1, 0], 'int32'), size, method, 0);

export const imageChecks: readonly StandardCheck[] = [
  gradientCheck('CropAndResize', 'bilinear, of image and boxes', () =>
    checkGradient((image, box) => crop(image!, box!, [3, 2], 'bilinear'), [images([2, 3, 3, 1]), boxes()], {
      epsilon: 2e-3,
      abs: 3e-3,
    }),
  ),
  gradientCheck('CropAndResize', 'bilinear, of a single cell', () =>
    checkGradient((image, box) => crop(image!, box!, [1, 1], 'bilinear'), [images([2, 3, 3, 2]), boxes()], {
      epsilon: 2e-3,
      abs: 3e-3,
    }),
  ),
  gradientCheck('CropAndResize', 'nearest', () =>
    checkGradient((image) => crop(image!, boxes(), [2, 3], 'nearest'), [images([2, 3, 3, 2])]),
  ),
  gradientCheck('DepthToSpace', 'of blocks of two', () =>
    checkGradient((a) => tf.depthToSpace(a as Four, 2), [images([2, 1, 2, 8])]),
  ),
  gradientCheck('FlipLeftRight', 'of two images', () =>
    checkGradient((a) => tf.image.flipLeftRight(a as Four), [images([2, 1, 3, 2])]),
  ),
  gradientCheck('MirrorPad', 'by reflection', () =>
    checkGradient(
      (a) =>
        tf.mirrorPad(
          a as tf.Tensor2D,
          [
            [2, 1],
            [1, 0],
          ],
          'reflect',
        ),
      [tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2])],
    ),
  ),
  gradientCheck('MirrorPad', 'symmetric', () =>
    checkGradient(
      (a) =>
        tf.mirrorPad(
          a as tf.Tensor2D,
          [
            [0, 3],
            [2, 1],
          ],
          'symmetric',
        ),
      [tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2])],
    ),
  ),
  kernelCheck('Transform', 'of two images by one transform', ['cpu', 'webgpu', 'tensorflow'], async () => {
    const image = tf.tensor4d([1, 2, 3, 4, 5, 6], [2, 1, 3, 1]);
    // the cell (x, y) shows (x + 1, y)
    const moved = tf.image.transform(
      image,
      tf.tensor2d([1, 0, 1, 0, 1, 0, 0, 0], [1, 8]),
      'nearest',
      'constant',
      0,
    );
    await expectClose(moved, [2, 3, 0, 5, 6, 0], {});
  }),
  kernelCheck('RotateWithOffset', 'by a half turn', ['tensorflow'], async () => {
    const image = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
    await expectClose(tf.image.rotateWithOffset(image, Math.PI, 0, [1 / 3, 1 / 4]), [6, 5, 4, 3, 2, 1], {});
  }),
  kernelCheck('MaxPoolWithArgmax', 'of one window', ['tensorflow'], async () => {
    const { result, indexes } = tf.maxPoolWithArgmax(tf.tensor4d([1, 2, 4, 3], [1, 2, 2, 1]), 2, 2, 'valid');
    await expectClose(result!, [4], {});
    await expectClose(indexes!, [2], {});
  }),
  kernelCheck('CropAndResize', 'of the third image by one box', ['webgpu'], async () => {
    const image = tf.reshape(tf.range(0, 12), [3, 2, 2, 1]) as Four;
    const crops = tf.image.cropAndResize(
      image,
      tf.tensor2d([[0, 0, 1, 1]]),
      tf.tensor1d([2], 'int32'),
      [2, 2],
    );
    await expectClose(crops, [8, 9, 10, 11], {});
  }),
];
