import type { Tensor } from '@tensorflow/tfjs-core';
import type { Native, NativeKernel } from '../../tensorflow/native.ts';
import { softplusOfNegative } from '../../tensorflow/sigmoid.ts';

/** Smallest normal float32; TensorFlow takes smaller ones for 0. */
const SMALLEST = 1.1754943508222875e-38;

export const geometricMeanLogitNative: NativeKernel = {
  name: 'TandemGeometricMeanLogit',
  run: (native, { a, b }) => {
    const { op } = native;
    const { q, complement } = meanOf(native, a!, b!);
    return op('Neg', [op('AddV2', [q, op('Log', [complement])])]);
  },
};

export const geometricMeanLogitGradientNative: NativeKernel = {
  name: 'TandemGeometricMeanLogitGradient',
  run: (native, { a, b, dy }) => {
    const { op, scalar } = native;
    const { complement } = meanOf(native, a!, b!);
    const scaled = op('Div', [op('Mul', [dy!, scalar(0.5)]), complement]);
    const rest = (x: Tensor) => op('Sigmoid', [op('Neg', [x])]);
    const sums = native.reshape(native.sum(scaled, [a!.rank - 1]), b!.shape);
    return [op('Mul', [scaled, rest(a!)]), op('Mul', [sums, rest(b!)])];
  },
};

/**
 * q = -log p and 1 - p, with all its digits however small it is: `1 - exp(-q) = 2 t / (1 + t)` with
 * t = tanh(q / 2), since TensorFlow's Expm1 computes one value at a time.
 */
function meanOf(native: Native, a: Tensor, b: Tensor): { q: Tensor; complement: Tensor } {
  const { op, scalar } = native;
  const twice = op('AddV2', [softplusOfNegative(native, a), softplusOfNegative(native, b)]);
  const t = op('Tanh', [op('Mul', [twice, scalar(0.25)])]);
  const complement = op('Div', [op('AddV2', [t, t]), op('AddV2', [t, scalar(1)])]);
  return {
    q: op('Mul', [twice, scalar(0.5)]),
    complement: op('Maximum', [complement, scalar(SMALLEST)]),
  };
}
