import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { backendDetails, startBackend } from '../backends/index.ts';
import { batchNormTrain } from '../ops/batch-norm/batch-norm-train.ts';
import { conv2d } from '../ops/conv2d/conv2d.ts';
import { groupNorm } from '../ops/group-norm/group-norm.ts';
import { maxPool2d } from '../ops/max-pool/max-pool-2d.ts';
import { testBackends, uniformTensor } from '../testing/index.ts';
import { isConvolutionDirect } from './convolution-switch.ts';

const start = (name: 'tensorflow' | 'cpu') => startBackend({ name, report: () => {} });
const values = <R extends tf.Rank>(shape: tf.ShapeMap[R], seed: number) =>
  uniformTensor<R>(shape, { low: -1, seed });

/** What a function gives for random inputs of these shapes, and its gradients in each for a random upstream. */
function withGradients(compute: (...inputs: tf.Tensor[]) => tf.Tensor, shapes: number[][]): Float32Array[] {
  return tf.tidy(() => {
    const inputs = shapes.map((shape, index) => values(shape as [number], index + 1));
    const y = compute(...inputs);
    const upstream = values(y.shape as [number], 9);
    const gradients = tf.grads((...all) => tf.sum(tf.mul(compute(...all), upstream)))(inputs);
    return [y, ...gradients].map((tensor) => tensor.dataSync<'float32'>().slice());
  });
}

/** Root of the mean square of the differences, over that of what is expected. */
function error(got: Float32Array, expected: Float32Array): number {
  const squares = (of: (index: number) => number) =>
    expected.reduce((sum, _, index) => sum + of(index) ** 2, 0);
  return Math.sqrt(squares((i) => got[i]! - expected[i]!) / squares((i) => expected[i]!));
}

const cases: Record<string, () => Float32Array[]> = {
  'convolution, 17 to 33 channels': () =>
    withGradients(
      (x, filter) => conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, { padding: 1 }),
      [
        [2, 13, 11, 17],
        [3, 3, 17, 33],
      ],
    ),
  'convolution, 40 to 4 channels, with a bias': () =>
    withGradients(
      (x, filter, bias) =>
        conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, { padding: 1, bias: bias as tf.Tensor1D }),
      [[1, 30, 21, 40], [3, 3, 40, 4], [4]],
    ),
  'convolution with relu and with silu': () =>
    (['relu', 'silu'] as const).map((activation) =>
      tf.tidy(() => {
        const [x, filter] = [values<tf.Rank.R4>([1, 14, 15, 32], 1), values<tf.Rank.R4>([3, 3, 32, 20], 2)];
        const bias = values<tf.Rank.R1>([20], 3);
        return conv2d(x, filter, { padding: 1, bias, activation }).dataSync<'float32'>().slice();
      }),
    ),
  'group norm of 30 channels': () =>
    withGradients(
      (x, scale, offset) =>
        groupNorm(x as tf.Tensor4D, scale as tf.Tensor1D, offset as tf.Tensor1D, { groups: 6 }),
      [[3, 9, 7, 30], [30], [30]],
    ),
  'batch norm of 21 channels': () =>
    withGradients(
      (x, scale, offset) => batchNormTrain(x as tf.Tensor4D, scale as tf.Tensor1D, offset as tf.Tensor1D).y,
      [[3, 9, 7, 21], [21], [21]],
    ),
  'max pooling of 19 channels': () =>
    withGradients((x) => maxPool2d(x as tf.Tensor4D, { size: 3, stride: 2, padding: 1 }), [[2, 11, 14, 19]]),
};

it('refuses another way to convolve', () => {
  vi.stubEnv('TANDEM_CONVOLUTION', 'fast');
  expect(isConvolutionDirect).toThrow('TANDEM_CONVOLUTION: expected direct or winograd, got fast.');
  vi.unstubAllEnvs();
});

describe.runIf(testBackends().includes('tensorflow'))('the tensorflow backend', () => {
  const expected = new Map<string, Float32Array[]>();
  beforeAll(async () => {
    await start('cpu');
    for (const [name, compute] of Object.entries(cases)) expected.set(name, compute());
    await start('tensorflow');
  });

  it.each(Object.keys(cases))('agrees with cpu on odd sizes: %s', (name) => {
    const got = cases[name]!();
    got.forEach((array, index) => {
      expect(array.length).toBe(expected.get(name)![index]!.length);
      expect(error(array, expected.get(name)![index]!)).toBeLessThan(3e-6);
    });
  });

  it('leaves convolutions to TensorFlow where it is told to, and says so', async () => {
    const name = 'convolution, 17 to 33 channels';
    const before = cases[name]!();
    vi.stubEnv('TANDEM_CONVOLUTION', 'direct');
    await start('tensorflow');
    const direct = cases[name]!();
    direct.forEach((array, index) => {
      expect(error(array, expected.get(name)![index]!)).toBeLessThan(3e-6);
    });
    const features = backendDetails()!.features!;
    expect(features.slice(1)).toEqual(features.length > 0 ? ['direct convolutions'] : []);
    // with native kernels the digits are those of another way
    expect(direct[0]!.some((value, index) => value !== before[0]![index])).toBe(features.length > 0);
    vi.unstubAllEnvs();
  });
});
