import { relu, silu } from '@tandem-det/kernels';
import { leakyRelu, type Tensor } from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** What follows a normalization: `max(x, 0)`, `x · σ(x)`, `max(x, 0.1 x)` as in YOLOX, or nothing. */
export const activationOption = z.enum(['relu', 'silu', 'leaky-relu', 'none']);

export type Activation = z.infer<typeof activationOption>;

export function activate<T extends Tensor>(x: T, activation: Activation): T {
  switch (activation) {
    case 'relu':
      return relu(x);
    case 'silu':
      return silu(x);
    case 'leaky-relu':
      return leakyRelu(x, 0.1);
    case 'none':
      return x;
  }
}
