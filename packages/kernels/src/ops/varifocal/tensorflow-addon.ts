import { type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import type { AddonKernel, Native } from '../../tensorflow/native.ts';
import type { VarifocalOptions } from './varifocal.ts';

type Attributes = Required<VarifocalOptions>;

export const varifocalAddon: AddonKernel<Attributes> = {
  name: 'TandemVarifocal',
  run: (native, { logits, targets }, attributes) =>
    varifocal(native, [logits!, targets!, tensor1d([], 'float32')], attributes),
};

export const varifocalGradientAddon: AddonKernel<Attributes> = {
  name: 'TandemVarifocalGradient',
  run: (native, { logits, targets, dy }, attributes) =>
    varifocal(native, [logits!, targets!, dy!], attributes),
};

function varifocal(
  { own }: Native,
  inputs: readonly Tensor[],
  { alpha, gamma, targetWeighted }: Attributes,
): Tensor {
  const attributes = { alpha: { float: alpha }, gamma: { float: gamma }, target_weighted: targetWeighted };
  return own('Varifocal', inputs, 1, attributes)[0]!;
}
