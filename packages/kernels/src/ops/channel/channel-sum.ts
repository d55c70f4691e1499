import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import { runKernel } from '../../run-kernel.ts';

/** Sum of x [..., C] over every axis but the last: [C]. The gradient of a bias; has none itself. */
export function channelSum(x: Tensor): Tensor1D {
  return runKernel('TandemChannelSum', { x });
}
