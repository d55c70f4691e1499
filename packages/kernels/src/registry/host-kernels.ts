import type { HostKernel } from '../host/kernel.ts';
import { adamwStepKernel } from '../ops/adamw-step/host.ts';
import { assignAtssKernel } from '../ops/assign/atss/atss-host.ts';
import { assignFcosKernel } from '../ops/assign/fcos/fcos-host.ts';
import { maxIouKernel } from '../ops/assign/max-iou/max-iou-host.ts';
import { assignOtaKernel } from '../ops/assign/ota/ota-host.ts';
import { hostOverlaps } from '../ops/assign/shared/overlapping-priors-host.ts';
import { assignSimOtaKernel } from '../ops/assign/sim-ota/sim-ota-host.ts';
import { taskAlignedKernel } from '../ops/assign/task-aligned/task-aligned-host.ts';
import { averageStepKernel } from '../ops/average-step/host.ts';
import { batchNormTrainGradientKernel, batchNormTrainKernel } from '../ops/batch-norm/host.ts';
import {
  batchedPointwiseFilterGradientKernel,
  batchedPointwiseKernel,
} from '../ops/batched-pointwise/host.ts';
import { boundarySamplingGradientKernel, boundarySamplingKernel } from '../ops/boundary-sampling/host.ts';
import { channelAffineKernel, channelSumKernel } from '../ops/channel/host.ts';
import { conv2dFilterGradientKernel, conv2dInputGradientKernel, conv2dKernel } from '../ops/conv2d/host.ts';
import { deformableSamplesGradientKernel, deformableSamplesKernel } from '../ops/deformable-conv2d/host.ts';
import {
  geometricMeanLogitGradientKernel,
  geometricMeanLogitKernel,
} from '../ops/geometric-mean-logit/host.ts';
import { groupNormGradientKernel, groupNormKernel } from '../ops/group-norm/host.ts';
import { alignedIouGradientKernel, alignedIouKernel, pairwiseIouKernel } from '../ops/iou/host.ts';
import { maxPoolGradientKernel, maxPoolKernel } from '../ops/max-pool/host.ts';
import { qualityFocalGradientKernel, qualityFocalKernel } from '../ops/quality-focal/host.ts';
import { reluGradientKernel, reluKernel } from '../ops/relu/host.ts';
import { sgdStepKernel } from '../ops/sgd-step/host.ts';
import {
  sigmoidCrossEntropyGradientKernel,
  sigmoidCrossEntropyKernel,
} from '../ops/sigmoid-cross-entropy/host.ts';
import { sigmoidFocalGradientKernel, sigmoidFocalKernel } from '../ops/sigmoid-focal/host.ts';
import { siluGradientKernel, siluKernel } from '../ops/silu/host.ts';
import { upsampleBilinearGradientKernel, upsampleBilinearKernel } from '../ops/upsample-bilinear/host.ts';
import { upsampleNearestGradientKernel, upsampleNearestKernel } from '../ops/upsample-nearest/host.ts';

/** Every kernel of this package as typed-array functions. */
export const hostKernels: readonly HostKernel[] = [
  conv2dKernel,
  conv2dInputGradientKernel,
  conv2dFilterGradientKernel,
  channelSumKernel,
  channelAffineKernel,
  maxPoolKernel,
  maxPoolGradientKernel,
  upsampleNearestKernel,
  upsampleNearestGradientKernel,
  upsampleBilinearKernel,
  upsampleBilinearGradientKernel,
  batchNormTrainKernel,
  batchNormTrainGradientKernel,
  groupNormKernel,
  groupNormGradientKernel,
  reluKernel,
  reluGradientKernel,
  siluKernel,
  siluGradientKernel,
  batchedPointwiseKernel,
  batchedPointwiseFilterGradientKernel,
  boundarySamplingKernel,
  boundarySamplingGradientKernel,
  deformableSamplesKernel,
  deformableSamplesGradientKernel,
  geometricMeanLogitKernel,
  geometricMeanLogitGradientKernel,
  sigmoidFocalKernel,
  sigmoidFocalGradientKernel,
  qualityFocalKernel,
  qualityFocalGradientKernel,
  sigmoidCrossEntropyKernel,
  sigmoidCrossEntropyGradientKernel,
  alignedIouKernel,
  alignedIouGradientKernel,
  pairwiseIouKernel,
  taskAlignedKernel(hostOverlaps),
  assignAtssKernel,
  maxIouKernel(hostOverlaps),
  assignFcosKernel,
  assignSimOtaKernel,
  assignOtaKernel,
  sgdStepKernel,
  adamwStepKernel,
  averageStepKernel,
];
