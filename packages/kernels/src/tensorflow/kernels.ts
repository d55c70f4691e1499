import { adamwStepNative } from '../adamw-step/tensorflow.ts';
import { averageStepNative } from '../average-step/tensorflow.ts';
import { batchNormTrainGradientNative, batchNormTrainNative } from '../batch-norm/tensorflow.ts';
import {
  batchedPointwiseFilterGradientNative,
  batchedPointwiseNative,
} from '../batched-pointwise/tensorflow.ts';
import { channelAffineNative, channelSumNative } from '../channel/tensorflow.ts';
import { conv2dFilterGradientNative, conv2dInputGradientNative, conv2dNative } from '../conv2d/tensorflow.ts';
import { deformableSamplesGradientNative, deformableSamplesNative } from '../deformable-conv2d/tensorflow.ts';
import {
  geometricMeanLogitGradientNative,
  geometricMeanLogitNative,
} from '../geometric-mean-logit/tensorflow.ts';
import { groupNormGradientNative, groupNormNative } from '../group-norm/tensorflow.ts';
import { maxPoolGradientNative, maxPoolNative } from '../max-pool/tensorflow.ts';
import { qualityFocalGradientNative, qualityFocalNative } from '../quality-focal/tensorflow.ts';
import { reluGradientNative, reluNative } from '../relu/tensorflow.ts';
import { sgdStepNative } from '../sgd-step/tensorflow.ts';
import {
  sigmoidCrossEntropyGradientNative,
  sigmoidCrossEntropyNative,
} from '../sigmoid-cross-entropy/tensorflow.ts';
import { sigmoidFocalGradientNative, sigmoidFocalNative } from '../sigmoid-focal/tensorflow.ts';
import { siluGradientNative, siluNative } from '../silu/tensorflow.ts';
import { upsampleBilinearGradientNative, upsampleBilinearNative } from '../upsample-bilinear/tensorflow.ts';
import { upsampleNearestGradientNative, upsampleNearestNative } from '../upsample-nearest/tensorflow.ts';
import type { NativeKernel } from './native.ts';

/** The kernels composed of TensorFlow's own operations; the others run on the host. */
export const nativeKernels: readonly NativeKernel[] = [
  conv2dNative,
  conv2dInputGradientNative,
  conv2dFilterGradientNative,
  channelSumNative,
  channelAffineNative,
  maxPoolNative,
  maxPoolGradientNative,
  upsampleNearestNative,
  upsampleNearestGradientNative,
  upsampleBilinearNative,
  upsampleBilinearGradientNative,
  batchNormTrainNative,
  batchNormTrainGradientNative,
  groupNormNative,
  groupNormGradientNative,
  reluNative,
  reluGradientNative,
  siluNative,
  siluGradientNative,
  batchedPointwiseNative,
  batchedPointwiseFilterGradientNative,
  deformableSamplesNative,
  deformableSamplesGradientNative,
  geometricMeanLogitNative,
  geometricMeanLogitGradientNative,
  sigmoidFocalNative,
  sigmoidFocalGradientNative,
  qualityFocalNative,
  qualityFocalGradientNative,
  sigmoidCrossEntropyNative,
  sigmoidCrossEntropyGradientNative,
  sgdStepNative,
  adamwStepNative,
  averageStepNative,
];
