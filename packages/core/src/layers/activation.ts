import { relu, silu } from '@tandem-det/kernels';
import { leakyRelu, type Tensor } from '@tensorflow/tfjs-core';

/** What follows a normalisation: `max(x, 0)`, `x · σ(x)`, `max(x, 0.1 x)` as in YOLOX, or nothing. */
export type Activation = 'relu' | 'silu' | 'leaky-relu' | 'none';

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
