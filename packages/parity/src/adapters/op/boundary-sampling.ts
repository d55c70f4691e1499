import { boundarySampling } from '@tandem-det/kernels';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';

export const boundarySamplingAdapter = operation((options) => {
  options.fixed({
    sides: [['x1', 'y1', 'x2', 'y2']],
    offsetOrder: 'per side: dy, dx, in cells',
    outside: 'zero, corner by corner',
  });
  return {
    inputs: { boxes: 'features', offset: 'features' },
    outputs: { boxes: 'features' },
    forward: ({ boxes, offset }) => ({ boxes: boundarySampling(boxes as Tensor4D, offset as Tensor4D) }),
  };
});
