import type { NativeKernel } from '../../tensorflow/native.ts';
import { crossEntropy, power, probabilities } from '../../tensorflow/sigmoid.ts';
import type { QualityFocalOptions } from './quality-focal.ts';

type Attributes = Required<QualityFocalOptions>;

export const qualityFocalNative: NativeKernel<Attributes> = {
  name: 'TandemQualityFocal',
  run: (native, { logits, targets }, { beta }) => {
    const { op } = native;
    const { above, below } = probabilities(native, logits!, targets!);
    const difference = op('Sub', [above, below]);
    const factor = power(native, beta === 2 ? difference : op('Abs', [difference]), beta);
    return op('Mul', [factor, crossEntropy(native, logits!, targets!)]);
  },
};

/** With e = p - y: `sign(e) |e|^(β-1) (e² + β p (1 - p) BCE)`, and 0 where e is 0. */
export const qualityFocalGradientNative: NativeKernel<Attributes> = {
  name: 'TandemQualityFocalGradient',
  run: (native, { logits, targets, dy }, { beta }) => {
    const { op, scalar } = native;
    const { p, rest, above, below } = probabilities(native, logits!, targets!);
    const difference = op('Sub', [above, below]);
    const entropy = crossEntropy(native, logits!, targets!);
    const bend = op('Mul', [op('Mul', [entropy, scalar(beta)]), op('Mul', [p, rest])]);
    const size = op('AddV2', [op('Square', [difference]), bend]);
    const factor =
      beta === 2
        ? difference
        : op('MulNoNan', [power(native, op('Abs', [difference]), beta - 1), op('Sign', [difference])]);
    return op('Mul', [dy!, op('Mul', [factor, size])]);
  },
};
