import { adamwStepAddon } from '../ops/adamw-step/tensorflow-addon.ts';
import { batchNormTrainAddon, batchNormTrainGradientAddon } from '../ops/batch-norm/tensorflow-addon.ts';
import {
  conv2dAddon,
  conv2dFilterGradientAddon,
  conv2dInputGradientAddon,
} from '../ops/conv2d/tensorflow-addon.ts';
import {
  geometricMeanLogitAddon,
  geometricMeanLogitGradientAddon,
} from '../ops/geometric-mean-logit/tensorflow-addon.ts';
import { groupNormAddon, groupNormGradientAddon } from '../ops/group-norm/tensorflow-addon.ts';
import { maxPoolAddon, maxPoolGradientAddon } from '../ops/max-pool/tensorflow-addon.ts';
import { qualityFocalAddon, qualityFocalGradientAddon } from '../ops/quality-focal/tensorflow-addon.ts';
import { sgdStepAddon } from '../ops/sgd-step/tensorflow-addon.ts';
import { sigmoidFocalAddon, sigmoidFocalGradientAddon } from '../ops/sigmoid-focal/tensorflow-addon.ts';
import { varifocalAddon, varifocalGradientAddon } from '../ops/varifocal/tensorflow-addon.ts';
import type { AddonKernel } from '../tensorflow/native.ts';

/** The kernels of this package's library for TensorFlow on a CPU, each in the place of the composition of its name. */
export const addonKernels: readonly AddonKernel[] = [
  conv2dAddon,
  conv2dInputGradientAddon,
  conv2dFilterGradientAddon,
  maxPoolAddon,
  maxPoolGradientAddon,
  batchNormTrainAddon,
  batchNormTrainGradientAddon,
  groupNormAddon,
  groupNormGradientAddon,
  geometricMeanLogitAddon,
  geometricMeanLogitGradientAddon,
  sigmoidFocalAddon,
  sigmoidFocalGradientAddon,
  qualityFocalAddon,
  qualityFocalGradientAddon,
  sgdStepAddon,
  adamwStepAddon,
];

/** Those that have no composition as one kernel: their ops are made of others where the library is not loaded. */
export const addonOnlyKernels: readonly AddonKernel[] = [varifocalAddon, varifocalGradientAddon];
