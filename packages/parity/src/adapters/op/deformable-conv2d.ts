import { deformableConv2d } from '@tandem-det/kernels';
import type { Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { operation } from '../../operation.ts';
import { Unsupported } from '../../unsupported.ts';

export const deformableConv2dAdapter = operation((options, tensors) => {
  const settings = {
    stride: options.pair('stride'),
    padding: options.pair('padding'),
    dilation: options.pair('dilation'),
    groups: options.number('groups'),
    deformableGroups: options.number('deformableGroups'),
  };
  const version = options.choice('version', { 1: 1, 2: 2 } as const);
  if ((version === 2) !== tensors.has('in.mask')) throw new Unsupported(`version ${version} with that mask`);
  const [, , height, width] = tensors.read('in.weight').shape;
  options.fixed({
    kernel: [height, [height, width]],
    offsetOrder: 'per deformable group and kernel position: dy, dx',
  });
  return {
    inputs: { x: 'features', weight: 'filter', offset: 'features', mask: 'features', bias: 'plain' },
    outputs: { y: 'features' },
    forward: ({ x, weight, offset, mask, bias }) => ({
      y: deformableConv2d(x as Tensor4D, weight as Tensor4D, offset as Tensor4D, {
        ...settings,
        ...(mask === undefined ? {} : { mask: mask as Tensor4D }),
        ...(bias === undefined ? {} : { bias: bias as Tensor1D }),
      }),
    }),
  };
});
