import { mul, registerGradient, type Tensor, type Tensor1D, zerosLike } from '@tensorflow/tfjs-core';
import { runKernel } from '../../run-kernel.ts';
import { channelSum } from './channel-sum.ts';

/** `y = x · multiply + add` with x [..., C], multiply [C], add [C]. Differentiable in all three. */
export function channelAffine<T extends Tensor>(x: T, multiply: Tensor1D, add: Tensor1D): T {
  return runKernel('TandemChannelAffine', { x, multiply, add });
}

registerGradient({
  kernelName: 'TandemChannelAffine',
  inputsToSave: ['x', 'multiply'],
  gradFunc: (upstream, saved) => {
    const dy = upstream as Tensor;
    const [x, multiply] = saved as [Tensor, Tensor1D];
    return {
      x: () => channelAffine(dy, multiply, zerosLike(multiply)),
      multiply: () => channelSum(mul(dy, x)),
      add: () => channelSum(dy),
    };
  },
});
