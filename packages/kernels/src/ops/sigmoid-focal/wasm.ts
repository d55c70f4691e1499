import { sigmoidLossKernels } from '../../wasm/sigmoid-loss.ts';
import type { SigmoidFocalOptions } from './sigmoid-focal.ts';

export const [sigmoidFocalWasm, sigmoidFocalGradientWasm] = sigmoidLossKernels<Required<SigmoidFocalOptions>>(
  'TandemSigmoidFocal',
  ({ alpha, gamma }) => ({
    isMixed: true,
    exponent: gamma,
    ...(alpha < 0 ? {} : { weights: { positive: alpha, negative: 1 - alpha } }),
  }),
);
