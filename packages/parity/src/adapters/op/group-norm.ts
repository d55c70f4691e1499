import { groupNorm } from '@tandem-det/kernels';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';

export const groupNormAdapter = operation((options) => {
  const settings = { groups: options.number('groups'), epsilon: options.number('eps') };
  return {
    inputs: { x: 'features', weight: 'plain', bias: 'plain' },
    outputs: { y: 'features' },
    forward: ({ x, weight, bias }) => ({
      y: groupNorm(x as Tensor4D, weight as Tensor1D, bias as Tensor1D, settings),
    }),
  };
});
