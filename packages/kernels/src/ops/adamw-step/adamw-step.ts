import type { Tensor } from '@tensorflow/tfjs-core';
import { runKernelForAll } from '../../run-kernel.ts';
import { checkSameShape } from '../../same-shape.ts';
import { withoutTape } from '../../without-tape.ts';

export interface AdamwStepOptions {
  readonly learningRate: number;
  /** Parts of the old mean and of the old mean square that are kept. */
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Which step this is for the weight, from 1: what the means lack because they began at 0 depends on it. */
  readonly step: number;
}

/** The numbers that a value needs, from the options that a step has. */
export interface AdamwFactors {
  /** 1 − learningRate · weightDecay. */
  readonly kept: number;
  /** learningRate / (1 − β₁ᵗ). */
  readonly stepSize: number;
  /** 1 / sqrt(1 − β₂ᵗ). */
  readonly correction: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * One step of AdamW, in one pass over the values, for gradient g and step t:
 * `m' = β₁ m + (1 − β₁) g`, `s' = β₂ s + (1 − β₂) g²`,
 * `w' = (1 − learningRate · weightDecay) w − learningRate / (1 − β₁ᵗ) · m' / (sqrt(s' / (1 − β₂ᵗ)) + epsilon)`.
 * Returns [w', m', s'].
 *
 * Shapes: all alike. Source: Loshchilov and Hutter (arXiv 1711.05101), algorithm 2, where the decay is
 * multiplied by the learning rate as in PyTorch's AdamW.
 */
export function adamwStep(
  weight: Tensor,
  mean: Tensor,
  meanSquare: Tensor,
  gradient: Tensor,
  { learningRate, beta1, beta2, epsilon, weightDecay, step }: AdamwStepOptions,
): [Tensor, Tensor, Tensor] {
  checkSameShape('adamwStep', { weight, mean, meanSquare, gradient });
  const factors: AdamwFactors = {
    kept: 1 - learningRate * weightDecay,
    stepSize: learningRate / (1 - beta1 ** step),
    correction: 1 / Math.sqrt(1 - beta2 ** step),
    beta1,
    beta2,
    epsilon,
  };
  return withoutTape(
    () =>
      runKernelForAll('TandemAdamwStep', { weight, mean, meanSquare, gradient }, factors) as [
        Tensor,
        Tensor,
        Tensor,
      ],
  );
}
