import { upsampleNearest } from '@tandem-det/kernels';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';

export const nearestUpsampleAdapter = operation((options) => {
  const [height, width] = options.numbers('size') as [number, number];
  options.fixed({ rule: 'source = floor(i * in / out)' });
  return {
    inputs: { x: 'features' },
    outputs: { y: 'features' },
    forward: ({ x }) => ({ y: upsampleNearest(x as Tensor4D, { height, width }) }),
  };
});
