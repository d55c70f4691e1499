import type { NativeKernel } from '../../tensorflow/native.ts';
import { crossEntropy, probabilities } from '../../tensorflow/sigmoid.ts';

export const sigmoidCrossEntropyNative: NativeKernel = {
  name: 'TandemSigmoidCrossEntropy',
  run: (native, { logits, targets }) => crossEntropy(native, logits!, targets!),
};

export const sigmoidCrossEntropyGradientNative: NativeKernel = {
  name: 'TandemSigmoidCrossEntropyGradient',
  run: (native, { logits, targets, dy }) => {
    const { above, below } = probabilities(native, logits!, targets!);
    return native.op('Mul', [dy!, native.op('Sub', [above, below])]);
  },
};
