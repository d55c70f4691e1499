import { sigmoidLossKernels } from '../../wasm/sigmoid-loss.ts';
import type { QualityFocalOptions } from './quality-focal.ts';

export const [qualityFocalWasm, qualityFocalGradientWasm] = sigmoidLossKernels<Required<QualityFocalOptions>>(
  'TandemQualityFocal',
  ({ beta }) => ({ exponent: beta }),
);
