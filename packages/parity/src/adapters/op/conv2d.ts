import { conv2d } from '@tandem-det/kernels';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';

export const conv2dAdapter = operation((options, tensors) => {
  const settings = {
    stride: options.pair('stride'),
    padding: options.pair('padding'),
    dilation: options.pair('dilation'),
    groups: options.number('groups'),
  };
  const [, , height, width] = tensors.read('in.weight').shape;
  options.fixed({ kernel: [height, [height, width]] });
  return {
    inputs: { x: 'features', weight: 'filter', bias: 'plain' },
    outputs: { y: 'features' },
    forward: ({ x, weight, bias }) => ({
      y: conv2d(x as Tensor4D, weight as Tensor4D, {
        ...settings,
        ...(bias === undefined ? {} : { bias: bias as Tensor1D }),
      }),
    }),
  };
});
