import { type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import type { AddonKernel, Native } from '../../tensorflow/native.ts';
import type { SigmoidFocalOptions } from './sigmoid-focal.ts';

type Attributes = Required<SigmoidFocalOptions>;

export const sigmoidFocalAddon: AddonKernel<Attributes> = {
  name: 'TandemSigmoidFocal',
  run: (native, { logits, targets }, attributes) =>
    focal(native, [logits!, targets!, tensor1d([], 'float32')], attributes),
};

export const sigmoidFocalGradientAddon: AddonKernel<Attributes> = {
  name: 'TandemSigmoidFocalGradient',
  run: (native, { logits, targets, dy }, attributes) => focal(native, [logits!, targets!, dy!], attributes),
};

function focal({ own }: Native, inputs: readonly Tensor[], { alpha, gamma }: Attributes): Tensor {
  return own('SigmoidFocal', inputs, 1, { alpha: { float: alpha }, gamma: { float: gamma } })[0]!;
}
