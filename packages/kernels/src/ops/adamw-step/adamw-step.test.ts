import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  describeBackends,
  expectClose,
  uniformTensor,
  uniformValues,
  withoutLeaks,
} from '../../testing/index.ts';
import { type AdamwStepOptions, adamwStep } from './adamw-step.ts';

const of = (...values: number[]) => tf.tensor1d(values);

/** The update as PyTorch's AdamW writes it, in float64: decay first, then both means, then the step. */
function inDoublePrecision(
  weight: number[],
  gradients: readonly (readonly number[])[],
  { learningRate, beta1, beta2, epsilon, weightDecay }: Omit<AdamwStepOptions, 'step'>,
): number[] {
  const mean = weight.map(() => 0);
  const meanSquare = weight.map(() => 0);
  gradients.forEach((gradient, index) => {
    const step = index + 1;
    for (const [i, g] of gradient.entries()) {
      weight[i] = weight[i]! * (1 - learningRate * weightDecay);
      mean[i] = mean[i]! + (g - mean[i]!) * (1 - beta1);
      meanSquare[i] = meanSquare[i]! * beta2 + (1 - beta2) * g * g;
      const denominator = Math.sqrt(meanSquare[i]!) / Math.sqrt(1 - beta2 ** step) + epsilon;
      weight[i] = weight[i]! - (learningRate / (1 - beta1 ** step)) * (mean[i]! / denominator);
    }
  });
  return weight;
}

describeBackends('adamwStep', () => {
  it('decays, then steps by the corrected means', async () => {
    const options = { learningRate: 0.5, beta1: 0.75, beta2: 0.9375, epsilon: 0, weightDecay: 0.25 };
    const [weight, mean, meanSquare] = adamwStep(of(4), of(0), of(0), of(2), { ...options, step: 1 });
    // m' = 0.25 · 2, s' = 0.0625 · 4; corrected 2 and 4, so a step of 0.5 · 2 / 2; w' = 4 · (1 - 0.125) - 0.5
    await expectClose(mean, [0.5], {});
    await expectClose(meanSquare, [0.25], {});
    await expectClose(weight, [3], { rel: 1e-6 });
    const [again, moved, squared] = adamwStep(weight, mean, meanSquare, of(-2), { ...options, step: 2 });
    // m' = 0.375 - 0.5 = -0.125, s' = 0.234375 + 0.25 = 0.484375
    // corrected: -0.125 / 0.4375 = -2 / 7, and 0.484375 / (1 - 0.87890625) = 4; w' = 3 · 0.875 + 0.5 · (2 / 7) / 2
    await expectClose(moved, [-0.125], {});
    await expectClose(squared, [0.484375], {});
    await expectClose(again, [2.625 + 1 / 14], { rel: 1e-6 });
  });

  it('adds epsilon to the root of the corrected mean square', async () => {
    const options = { learningRate: 1, beta1: 0.5, beta2: 0.75, epsilon: 2, weightDecay: 0, step: 1 };
    // corrected mean 6, root of the corrected mean square 6: 6 / (6 + 2)
    const [weight] = adamwStep(of(1), of(0), of(0), of(6), options);
    await expectClose(weight, [0.25], { rel: 1e-6 });
  });

  it('keeps a weight whose gradients were always 0', async () => {
    const options = { learningRate: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0, step: 5 };
    const [weight] = adamwStep(of(1, 2), of(0, 0), of(0, 0), of(0, 0), options);
    await expectClose(weight, [1, 2], {});
  });

  it('is the formula in double precision over 50 steps of any size', async () => {
    const options = { learningRate: 1e-2, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.05 };
    for (const size of [1, 7, 1029]) {
      const gradients = Array.from({ length: 50 }, (_, index) => [
        ...uniformValues(size, { low: -1, seed: index + 1 }),
      ]);
      const start = uniformTensor<tf.Rank.R1>([size], { low: -1, seed: 99 });
      const expected = inDoublePrecision([...(await start.data())], gradients, options);
      let state: [tf.Tensor, tf.Tensor, tf.Tensor] = [start, tf.zeros([size]), tf.zeros([size])];
      gradients.forEach((gradient, index) => {
        state = adamwStep(...state, of(...gradient), { ...options, step: index + 1 });
      });
      // 50 steps of up to 0.01 each: rounding errors of about 50 · 2^-24
      await expectClose(state[0], expected, { abs: 1e-5, rel: 1e-5 });
    }
  });

  it('leaves no tensor behind, and its inputs as they were', async () => {
    const options = { learningRate: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1, step: 1 };
    const inputs = [of(4), of(1), of(1), of(2)] as const;
    await withoutLeaks(() => adamwStep(...inputs, options));
    await expectClose(tf.stack([...inputs]), [4, 1, 1, 2], {});
  });
});

describe('adamwStep errors', () => {
  it('refuses shapes that differ', () => {
    const shaped = (...shape: number[]) => ({ shape }) as unknown as tf.Tensor;
    const options = { learningRate: 1, beta1: 0, beta2: 0, epsilon: 0, weightDecay: 0, step: 1 };
    expect(() => adamwStep(shaped(2), shaped(2), shaped(2), shaped(3), options)).toThrow(
      'adamwStep: expected weight, mean, meanSquare, gradient of one shape, got [2], [2], [2], [3].',
    );
  });
});
