import { batchNormTrain, groupNorm } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { bytesOf, type KernelCase, kernel, random } from '../case.ts';

const shape = [4, 80, 80, 256] as const;
const groups = 32;
const epsilon = 1e-5;

function values() {
  return {
    x: random<tf.Tensor4D>(shape),
    dy: random<tf.Tensor4D>(shape),
    scale: random<tf.Tensor1D>([256], 0.5, 1.5),
    offset: random<tf.Tensor1D>([256]),
  };
}

/** Over these axes, by plain ops. */
function normalized(x: tf.Tensor, axes: number[]): tf.Tensor {
  const { mean, variance } = tf.moments(x, axes, true);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
}

const peer = (name: string, part: string) => ({ name, arguments: { shape, groups, part } });

export const normalizationCases: readonly KernelCase[] = [
  {
    op: 'batchNorm',
    name: '80×80×256, batch 4, forward',
    bytes: bytesOf(shape, shape, shape),
    peer: peer('batch_norm', 'forward'),
    prepare: () => {
      const { x, scale, offset } = values();
      return {
        tandem: () => ({ ...batchNormTrain(x, scale, offset) }),
        plain: () => tf.add(tf.mul(normalized(x, [0, 1, 2]), scale), offset),
      };
    },
  },
  {
    op: 'batchNorm',
    name: '80×80×256, batch 4, gradients',
    bytes: bytesOf(shape, shape, shape, shape, shape),
    peer: peer('batch_norm', 'gradients'),
    prepare: () => {
      const { x, dy, scale } = values();
      const statistics = { mean: random([256]), variance: random([256], 0.5, 1) };
      return {
        tandem: () => kernel('TandemBatchNormTrainGradient', { x, dy, ...statistics, scale }, { epsilon }),
      };
    },
  },
  {
    op: 'groupNorm',
    name: '80×80×256, batch 4, 32 groups, forward',
    bytes: bytesOf(shape, shape, shape),
    peer: peer('group_norm', 'forward'),
    prepare: () => {
      const { x, scale, offset } = values();
      return {
        tandem: () => groupNorm(x, scale, offset, { groups }),
        plain: () => {
          const split = tf.reshape(x, [4, 6400, groups, 8]);
          return tf.add(tf.mul(tf.reshape(normalized(split, [1, 3]), [...shape]), scale), offset);
        },
      };
    },
  },
  {
    op: 'groupNorm',
    name: '80×80×256, batch 4, 32 groups, gradients',
    bytes: bytesOf(shape, shape, shape, shape, shape),
    peer: peer('group_norm', 'gradients'),
    prepare: () => {
      const { x, dy, scale } = values();
      const statistics = { mean: random([4, groups]), rstd: random([4, groups], 0.5, 1) };
      return {
        tandem: () => kernel('TandemGroupNormGradient', { x, dy, ...statistics, scale }, { groups, epsilon }),
      };
    },
  },
];
