import type { Tensor } from '@tensorflow/tfjs-core';
import type { Native } from './native.ts';

/** log(1 + exp(-|x|)). TensorFlow's Softplus computes one value at a time, six times slower. */
function softplusOfNegativeSize({ op }: Native, x: Tensor): Tensor {
  return op('Log1p', [op('Exp', [op('Neg', [op('Abs', [x])])])]);
}

/** log(1 + exp(-x)), which is -log σ(x). */
export function softplusOfNegative(native: Native, x: Tensor): Tensor {
  const { op, scalar } = native;
  return op('Sub', [softplusOfNegativeSize(native, x), op('Minimum', [x, scalar(0)])]);
}

/** `max(x, 0) - x y + log(1 + exp(-|x|))`. */
export function crossEntropy(native: Native, x: Tensor, targets: Tensor): Tensor {
  const { op } = native;
  const linear = op('Sub', [op('Relu', [x]), op('Mul', [x, targets])]);
  return op('AddV2', [linear, softplusOfNegativeSize(native, x)]);
}

/** σ(x), σ(-x), and with y the target σ(x) (1 - y) and σ(-x) y, each with all its digits. */
export function probabilities({ op, scalar }: Native, x: Tensor, targets: Tensor) {
  const p = op('Sigmoid', [x]);
  const rest = op('Sigmoid', [op('Neg', [x])]);
  return {
    p,
    rest,
    above: op('Mul', [p, op('Sub', [scalar(1), targets])]),
    below: op('Mul', [rest, targets]),
  };
}

/** base ** exponent for base ≥ 0. TensorFlow's Pow computes one value at a time, twenty times slower. */
export function power({ op, scalar }: Native, base: Tensor, exponent: number): Tensor {
  if (exponent === 0) return op('OnesLike', [base]);
  if (exponent === 1) return base;
  if (exponent === 2) return op('Square', [base]);
  return op('Exp', [op('Mul', [op('Log', [base]), scalar(exponent)])]);
}
