import { adamwStep, sgdStep } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { bytesOf, type CasesOf, random } from '../case.ts';
import { fewer } from '../fewer.ts';

const rate = { learningRate: 0.01, weightDecay: 1e-4 };
const betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

export const updateCases: CasesOf = (shrink) => {
  // the largest filter of ResNet-50
  const shape = [3, 3, fewer(512, shrink), 512] as const;
  const values = `${((9 * shape[2] * 512) / 1e6).toPrecision(2)} million values`;
  return [
    {
      op: 'sgdStep',
      name: `${values}, momentum`,
      bytes: 5 * bytesOf(shape),
      peer: { name: 'optimizer', arguments: { shape, kind: 'SGD' } },
      prepare: () => {
        const [weight, velocity, gradient] = [random(shape), random(shape), random(shape)];
        return {
          tandem: () => sgdStep(weight, velocity, gradient, { ...rate, momentum: 0.9 }),
          plain: () => {
            const moved = tf.add(tf.mul(velocity, 0.9), tf.add(gradient, tf.mul(weight, rate.weightDecay)));
            return [tf.sub(weight, tf.mul(moved, rate.learningRate)), moved];
          },
        };
      },
    },
    {
      op: 'adamwStep',
      name: values,
      bytes: 7 * bytesOf(shape),
      peer: { name: 'optimizer', arguments: { shape, kind: 'AdamW' } },
      prepare: () => {
        const [weight, mean, gradient] = [random(shape), random(shape), random(shape)];
        const meanSquare = random(shape, 0.1, 1);
        return {
          tandem: () => adamwStep(weight, mean, meanSquare, gradient, { ...rate, ...betas, step: 10 }),
          plain: () => {
            const m = tf.add(tf.mul(mean, 0.9), tf.mul(gradient, 0.1));
            const s = tf.add(tf.mul(meanSquare, 0.999), tf.mul(tf.square(gradient), 0.001));
            const root = tf.add(tf.sqrt(tf.div(s, 1 - 0.999 ** 10)), betas.epsilon);
            const step = tf.mul(tf.div(m, root), rate.learningRate / (1 - 0.9 ** 10));
            return [tf.sub(tf.mul(weight, 1 - rate.learningRate * rate.weightDecay), step), m, s];
          },
        };
      },
    },
  ];
};
