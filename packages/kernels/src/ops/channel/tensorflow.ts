import type { NativeKernel } from '../../tensorflow/native.ts';

export const channelSumNative: NativeKernel = {
  name: 'TandemChannelSum',
  run: (native, { x }) => native.op('BiasAddGrad', [native.reshape(x!, [-1, x!.shape.at(-1)!])]),
};

export const channelAffineNative: NativeKernel = {
  name: 'TandemChannelAffine',
  run: ({ op }, { x, multiply, add }) => op('AddV2', [op('Mul', [x!, multiply!]), add!]),
};
