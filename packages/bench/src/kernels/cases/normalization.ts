import { batchNormTrain, groupNorm } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { bytesOf, type CasesOf, type KernelCase, kernel, random } from '../case.ts';
import { fewer } from '../fewer.ts';

const CHANNELS = 256;
const groups = 32;
const epsilon = 1e-5;

type Shape = readonly [number, number, number, number];

function values(shape: Shape) {
  return {
    x: random<tf.Tensor4D>(shape),
    dy: random<tf.Tensor4D>(shape),
    scale: random<tf.Tensor1D>([CHANNELS], 0.5, 1.5),
    offset: random<tf.Tensor1D>([CHANNELS]),
  };
}

/** Over these axes, by plain ops. */
function normalized(x: tf.Tensor, axes: number[]): tf.Tensor {
  const { mean, variance } = tf.moments(x, axes, true);
  return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
}

/** The gradient in x from that in x̂, over these axes, by plain ops. */
function backThrough(normal: tf.Tensor, dNormal: tf.Tensor, rstd: tf.Tensor, axes: number[]): tf.Tensor {
  const product = tf.mul(normal, tf.mean(tf.mul(dNormal, normal), axes, true));
  return tf.mul(rstd, tf.sub(tf.sub(dNormal, tf.mean(dNormal, axes, true)), product));
}

function casesOf(
  shape: Shape,
  {
    op,
    detail,
    peer,
    forward,
    gradients,
  }: {
    readonly op: string;
    readonly detail: string;
    readonly peer: string;
    readonly forward: KernelCase['prepare'];
    readonly gradients: KernelCase['prepare'];
  },
): readonly KernelCase[] {
  const name = `${shape.slice(1).join('×')}, batch ${shape[0]}${detail}`;
  const peerOf = (part: string) => ({ name: peer, arguments: { shape, groups, part } });
  return [
    {
      op,
      name: `${name}, forward`,
      bytes: bytesOf(shape, shape, shape),
      peer: peerOf('forward'),
      prepare: forward,
    },
    {
      op,
      name: `${name}, gradients`,
      bytes: bytesOf(shape, shape, shape, shape, shape),
      peer: peerOf('gradients'),
      prepare: gradients,
    },
  ];
}

export const normalizationCases: CasesOf = (shrink) => {
  const shape = [4, fewer(80, shrink), 80, CHANNELS] as const;
  const grouped = [4, shape[1] * 80, groups, CHANNELS / groups];
  const perImage = (x: tf.Tensor) => tf.reshape(x, grouped);
  const perMap = (x: tf.Tensor) => tf.reshape(x, [...shape]);
  return [
    ...casesOf(shape, {
      op: 'batchNorm',
      detail: '',
      peer: 'batch_norm',
      forward: () => {
        const { x, scale, offset } = values(shape);
        return {
          tandem: () => ({ ...batchNormTrain(x, scale, offset) }),
          plain: () => tf.add(tf.mul(normalized(x, [0, 1, 2]), scale), offset),
        };
      },
      gradients: () => {
        const { x, dy, scale } = values(shape);
        const statistics = { mean: random([CHANNELS]), variance: random([CHANNELS], 0.5, 1) };
        return {
          tandem: () => kernel('TandemBatchNormTrainGradient', { x, dy, ...statistics, scale }, { epsilon }),
          plain: () => {
            const rstd = tf.rsqrt(tf.add(statistics.variance, epsilon));
            const normal = tf.mul(tf.sub(x, statistics.mean), rstd);
            return [
              backThrough(normal, tf.mul(dy, scale), rstd, [0, 1, 2]),
              tf.sum(tf.mul(dy, normal), [0, 1, 2]),
              tf.sum(dy, [0, 1, 2]),
            ];
          },
        };
      },
    }),
    ...casesOf(shape, {
      op: 'groupNorm',
      detail: ', 32 groups',
      peer: 'group_norm',
      forward: () => {
        const { x, scale, offset } = values(shape);
        return {
          tandem: () => groupNorm(x, scale, offset, { groups }),
          plain: () => tf.add(tf.mul(perMap(normalized(perImage(x), [1, 3])), scale), offset),
        };
      },
      gradients: () => {
        const { x, dy, scale } = values(shape);
        const statistics = { mean: random([4, groups]), rstd: random([4, groups], 0.5, 1) };
        return {
          tandem: () =>
            kernel('TandemGroupNormGradient', { x, dy, ...statistics, scale }, { groups, epsilon }),
          plain: () => {
            const [mean, rstd] = [statistics.mean, statistics.rstd].map((each) =>
              tf.reshape(each, [4, 1, groups, 1]),
            ) as [tf.Tensor, tf.Tensor];
            const normal = tf.mul(tf.sub(perImage(x), mean), rstd);
            return [
              perMap(backThrough(normal, perImage(tf.mul(dy, scale)), rstd, [1, 3])),
              tf.sum(tf.mul(dy, perMap(normal)), [0, 1, 2]),
              tf.sum(dy, [0, 1, 2]),
            ];
          },
        };
      },
    }),
  ];
};
