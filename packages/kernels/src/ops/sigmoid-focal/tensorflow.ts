import type { Tensor } from '@tensorflow/tfjs-core';
import type { Native, NativeKernel } from '../../tensorflow/native.ts';
import { crossEntropy, power, probabilities } from '../../tensorflow/sigmoid.ts';
import type { SigmoidFocalOptions } from './sigmoid-focal.ts';

type Attributes = Required<SigmoidFocalOptions>;

export const sigmoidFocalNative: NativeKernel<Attributes> = {
  name: 'TandemSigmoidFocal',
  run: (native, { logits, targets }, { alpha, gamma }) => {
    const { op } = native;
    const { above, below } = probabilities(native, logits!, targets!);
    const factor = power(native, op('AddV2', [above, below]), gamma);
    const elements = op('Mul', [factor, crossEntropy(native, logits!, targets!)]);
    return weighted(native, elements, targets!, alpha);
  },
};

/** As on the host; a slope of 0 makes the product 0 even where a power below 0 of 0 is infinite. */
export const sigmoidFocalGradientNative: NativeKernel<Attributes> = {
  name: 'TandemSigmoidFocalGradient',
  run: (native, { logits, targets, dy }, { alpha, gamma }) => {
    const { op, scalar } = native;
    const { p, rest, above, below } = probabilities(native, logits!, targets!);
    const distance = op('AddV2', [above, below]);
    const direct = op('Mul', [power(native, distance, gamma), op('Sub', [above, below])]);
    if (gamma === 0) return weighted(native, op('Mul', [dy!, direct]), targets!, alpha);
    const sign = op('Sub', [scalar(gamma), op('Mul', [targets!, scalar(2 * gamma)])]);
    const entropy = crossEntropy(native, logits!, targets!);
    const slope = op('Mul', [op('Mul', [sign, entropy]), op('Mul', [p, rest])]);
    const bend = op('MulNoNan', [power(native, distance, gamma - 1), slope]);
    return weighted(native, op('Mul', [dy!, op('AddV2', [direct, bend])]), targets!, alpha);
  },
};

/** Times `α y + (1 - α)(1 - y)`. */
function weighted({ op, scalar }: Native, elements: Tensor, targets: Tensor, alpha: number): Tensor {
  if (alpha < 0) return elements;
  const weights = op('AddV2', [op('Mul', [targets, scalar(2 * alpha - 1)]), scalar(1 - alpha)]);
  return op('Mul', [elements, weights]);
}
