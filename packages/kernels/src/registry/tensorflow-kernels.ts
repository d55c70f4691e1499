import { adamwStepNative } from '../ops/adamw-step/tensorflow.ts';
import { averageStepNative } from '../ops/average-step/tensorflow.ts';
import { batchNormTrainGradientNative, batchNormTrainNative } from '../ops/batch-norm/tensorflow.ts';
import {
  batchedPointwiseFilterGradientNative,
  batchedPointwiseNative,
} from '../ops/batched-pointwise/tensorflow.ts';
import { channelAffineNative, channelSumNative } from '../ops/channel/tensorflow.ts';
import {
  conv2dFilterGradientNative,
  conv2dInputGradientNative,
  conv2dNative,
} from '../ops/conv2d/tensorflow.ts';
import {
  deformableSamplesGradientNative,
  deformableSamplesNative,
} from '../ops/deformable-conv2d/tensorflow.ts';
import {
  geometricMeanLogitGradientNative,
  geometricMeanLogitNative,
} from '../ops/geometric-mean-logit/tensorflow.ts';
import { groupNormGradientNative, groupNormNative } from '../ops/group-norm/tensorflow.ts';
import { maxPoolGradientNative, maxPoolNative } from '../ops/max-pool/tensorflow.ts';
import { qualityFocalGradientNative, qualityFocalNative } from '../ops/quality-focal/tensorflow.ts';
import { reluGradientNative, reluNative } from '../ops/relu/tensorflow.ts';
import { sgdStepNative } from '../ops/sgd-step/tensorflow.ts';
import {
  sigmoidCrossEntropyGradientNative,
  sigmoidCrossEntropyNative,
} from '../ops/sigmoid-cross-entropy/tensorflow.ts';
import { sigmoidFocalGradientNative, sigmoidFocalNative } from '../ops/sigmoid-focal/tensorflow.ts';
import { siluGradientNative, siluNative } from '../ops/silu/tensorflow.ts';
import {
  upsampleBilinearGradientNative,
  upsampleBilinearNative,
} from '../ops/upsample-bilinear/tensorflow.ts';
import { upsampleNearestGradientNative, upsampleNearestNative } from '../ops/upsample-nearest/tensorflow.ts';
import type { NativeKernel } from '../tensorflow/native.ts';

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
