import { maxPool2d } from '@tandem-det/kernels';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';

export const maxPoolAdapter = operation((options) => {
  const settings = {
    size: options.pair('kernel'),
    stride: options.pair('stride'),
    padding: options.pair('padding'),
  };
  options.fixed({ paddingValue: '-infinity' });
  return {
    inputs: { x: 'features' },
    outputs: { y: 'features' },
    forward: ({ x }) => ({ y: maxPool2d(x as Tensor4D, settings) }),
  };
});
