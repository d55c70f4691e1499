import type { NativeKernel } from '../../tensorflow/native.ts';

export const reluNative: NativeKernel = {
  name: 'TandemRelu',
  run: ({ op }, { x }) => op('Relu', [x!]),
};

/** ReluGrad asks only which values are above 0: the output serves as well as the input. */
export const reluGradientNative: NativeKernel = {
  name: 'TandemReluGradient',
  run: ({ op }, { y, dy }) => op('ReluGrad', [dy!, y!]),
};
