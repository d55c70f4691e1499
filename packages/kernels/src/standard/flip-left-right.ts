import { FlipLeftRight, reverse, type Tensor } from '@tensorflow/tfjs-core';
import type { GradientReplacement } from './replacement.ts';

export const flipLeftRightGradient: GradientReplacement = {
  stock: 'none: throws',
  ours: 'flipped back',
  gradient: {
    kernelName: FlipLeftRight,
    gradFunc: (dy) => ({ image: () => reverse(dy as Tensor, 2) }),
  },
};
