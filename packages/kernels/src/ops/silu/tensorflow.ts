import type { NativeKernel } from '../../tensorflow/native.ts';

export const siluNative: NativeKernel = {
  name: 'TandemSilu',
  run: ({ op }, { x }) => op('Mul', [x!, op('Sigmoid', [x!])]),
};

/** SigmoidGrad(s, dy) is dy · s (1 − s). */
export const siluGradientNative: NativeKernel = {
  name: 'TandemSiluGradient',
  run: ({ op }, { x, dy }) => {
    const s = op('Sigmoid', [x!]);
    return op('AddV2', [op('Mul', [dy!, s]), op('Mul', [x!, op('SigmoidGrad', [s, dy!])])]);
  },
};
