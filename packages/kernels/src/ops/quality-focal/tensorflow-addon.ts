import { tensor1d } from '@tensorflow/tfjs-core';
import type { AddonKernel } from '../../tensorflow/native.ts';
import type { QualityFocalOptions } from './quality-focal.ts';

type Attributes = Required<QualityFocalOptions>;

export const qualityFocalAddon: AddonKernel<Attributes> = {
  name: 'TandemQualityFocal',
  run: ({ own }, { logits, targets }, { beta }) =>
    own('QualityFocal', [logits!, targets!, tensor1d([], 'float32')], 1, { beta: { float: beta } })[0]!,
};

export const qualityFocalGradientAddon: AddonKernel<Attributes> = {
  name: 'TandemQualityFocalGradient',
  run: ({ own }, { logits, targets, dy }, { beta }) =>
    own('QualityFocal', [logits!, targets!, dy!], 1, { beta: { float: beta } })[0]!,
};
