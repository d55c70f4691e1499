import { sigmoidLossKernels } from '../../wasm/sigmoid-loss.ts';

export const [sigmoidCrossEntropyWasm, sigmoidCrossEntropyGradientWasm] = sigmoidLossKernels(
  'TandemSigmoidCrossEntropy',
  () => ({ exponent: 0 }),
);
