import * as tf from '@tensorflow/tfjs-core';
import { runKernel } from '../../run-kernel.ts';
import { checkGradient, expectClose, uniformTensor } from '../../testing/index.ts';
import { everywhere, gradientCheck, kernelCheck, type StandardCheck } from './check.ts';

type Four = tf.Tensor4D;
type Pad = Parameters<typeof tf.conv2d>[3];

const x = (shape: [number, number, number, number]) => uniformTensor<tf.Rank.R4>(shape, { low: -1, seed: 1 });
const filter = (shape: [number, number, number, number]) =>
  uniformTensor<tf.Rank.R4>(shape, { low: -1, seed: 2 });
/** Padding of the columns alone. */
const columns = (before: number, after: number): Pad =>
  [
    [0, 0],
    [0, 0],
    [before, after],
    [0, 0],
  ] as never;

/** A row of three cells and a kernel of three, with stride 2 and a column of padding on either side. */
const row = () => tf.tensor4d([1, 2, 3], [1, 1, 3, 1]);
const threeTaps = () => tf.tensor4d([10, 20, 30], [1, 3, 1, 1]);
const attributes = { strides: [1, 2], pad: columns(1, 1), dataFormat: 'NHWC', dimRoundingMode: undefined };
/** dy = [1, 2]: dx[v] = Σ dy[j] filter[v + 1 - 2 j] */
const inputGradient = [20, 30 + 20, 40];
/** dy = [1, 10]: dfilter[k] = Σ dy[j] x[2 j + k - 1] */
const filterGradient = [20, 1 + 30, 2];

export const convolutionChecks: readonly StandardCheck[] = [
  gradientCheck('Conv2D', 'with dilation', () =>
    checkGradient(
      (a, b) => tf.conv2d(a as Four, b as Four, 1, 'same', 'NHWC', [2, 1]),
      [x([1, 4, 3, 2]), filter([2, 2, 2, 2])],
    ),
  ),
  gradientCheck(
    'Conv2D',
    'with padding on one side alone',
    () =>
      checkGradient(
        (a, b) => tf.conv2d(a as Four, b as Four, [2, 1], columns(0, 2)),
        [x([2, 3, 2, 1]), filter([2, 3, 1, 2])],
      ),
    ['wasm', 'tensorflow'],
  ),
  gradientCheck(
    'Conv2D',
    "with 'same' and stride 2, which pads one side more",
    () =>
      checkGradient(
        (a, b) => tf.conv2d(a as Four, b as Four, 2, 'same'),
        [x([1, 4, 4, 1]), filter([3, 3, 1, 1])],
      ),
    ['wasm'],
  ),
  gradientCheck('DepthwiseConv2dNative', 'with dilation and two filters per channel', () =>
    checkGradient(
      (a, b) => tf.depthwiseConv2d(a as Four, b as Four, 1, 'valid', 'NHWC', [2, 2]),
      [x([1, 4, 3, 2]), filter([2, 2, 2, 2])],
    ),
  ),
  gradientCheck(
    'DepthwiseConv2dNative',
    'with stride 2 and numeric padding',
    () =>
      checkGradient(
        (a, b) => tf.depthwiseConv2d(a as Four, b as Four, 2, 1),
        [x([1, 3, 4, 2]), filter([3, 3, 2, 1])],
      ),
    ['wasm', 'tensorflow'],
  ),
  kernelCheck('DepthwiseConv2dNative', 'with numeric padding', ['tensorflow'], async () => {
    const nine = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    const y = tf.depthwiseConv2d(nine, tf.ones([3, 3, 1, 1]), 2, 1);
    // four corners of two by two cells: 1 + 2 + 4 + 5, …
    await expectClose(y, [12, 16, 24, 28], {});
  }),
  kernelCheck('Conv2DBackpropInput', 'tf.conv2dTranspose with explicit padding', ['tensorflow'], async () => {
    const dy = tf.tensor4d([1, 2], [1, 1, 2, 1]);
    const dx = tf.conv2dTranspose(dy, threeTaps(), [1, 1, 3, 1], [1, 2], columns(1, 1) as never);
    await expectClose(dx, inputGradient, {});
  }),
  kernelCheck('Conv2DBackpropFilter', 'with explicit padding', ['wasm', 'tensorflow'], async () => {
    const inputs = { x: row(), dy: tf.tensor4d([1, 10], [1, 1, 2, 1]) };
    const filterShape = [1, 3, 1, 1];
    await expectClose(
      runKernel('Conv2DBackpropFilter', inputs, { ...attributes, filterShape }),
      filterGradient,
      {},
    );
  }),
  kernelCheck('Conv2DBackpropFilter', 'the gradient of tf.conv2dTranspose', ['wasm'], () =>
    checkGradient(
      (a, b) => tf.conv2dTranspose(a as Four, b as Four, [1, 4, 3, 1], 2, 'same'),
      [x([1, 2, 2, 2]), filter([3, 3, 1, 2])],
    ),
  ),
  kernelCheck(
    'DepthwiseConv2dNativeBackpropInput',
    'with explicit padding',
    ['wasm', 'tensorflow'],
    async () => {
      const inputs = { dy: tf.tensor4d([1, 2], [1, 1, 2, 1]), filter: threeTaps() };
      const inputShape = [1, 1, 3, 1];
      const dx = runKernel('DepthwiseConv2dNativeBackpropInput', inputs, {
        ...attributes,
        dilations: [1, 1],
        inputShape,
      });
      await expectClose(dx, inputGradient, {});
    },
  ),
  kernelCheck(
    'DepthwiseConv2dNativeBackpropFilter',
    'with explicit padding',
    ['wasm', 'tensorflow'],
    async () => {
      const inputs = { x: row(), dy: tf.tensor4d([1, 10], [1, 1, 2, 1]) };
      const filterShape = [1, 3, 1, 1];
      const dfilter = runKernel('DepthwiseConv2dNativeBackpropFilter', inputs, {
        ...attributes,
        dilations: [1, 1],
        filterShape,
      });
      await expectClose(dfilter, filterGradient, {});
    },
  ),
  kernelCheck('FusedBatchNorm', 'under a gradient without scale', everywhere, () =>
    checkGradient(
      (a, mean, offset) =>
        tf.batchNorm(a as Four, mean as tf.Tensor1D, tf.tensor1d([0.5, 2]), offset as tf.Tensor1D),
      [x([1, 2, 2, 2]), tf.tensor1d([0.1, -0.2]), tf.tensor1d([0.3, 0.4])],
    ),
  ),
  kernelCheck('FusedBatchNorm', 'under a gradient without offset', everywhere, () =>
    checkGradient(
      (a, variance, scale) =>
        tf.batchNorm(
          a as Four,
          tf.tensor1d([0.1, -0.2]),
          variance as tf.Tensor1D,
          undefined,
          scale as tf.Tensor1D,
        ),
      [x([1, 2, 2, 2]), tf.tensor1d([0.5, 2]), tf.tensor1d([0.3, 0.4])],
    ),
  ),
];
