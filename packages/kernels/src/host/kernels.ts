import { adamwStepKernel } from '../adamw-step/host.ts';
import { assignAtssKernel } from '../assign/atss-host.ts';
import { assignFcosKernel } from '../assign/fcos-host.ts';
import { maxIouKernel } from '../assign/max-iou-host.ts';
import { assignOtaKernel } from '../assign/ota-host.ts';
import { hostOverlaps } from '../assign/overlapping-priors-host.ts';
import { assignSimOtaKernel } from '../assign/sim-ota-host.ts';
import { taskAlignedKernel } from '../assign/task-aligned-host.ts';
import { averageStepKernel } from '../average-step/host.ts';
import { batchNormTrainGradientKernel, batchNormTrainKernel } from '../batch-norm/host.ts';
import { batchedPointwiseFilterGradientKernel, batchedPointwiseKernel } from '../batched-pointwise/host.ts';
import { boundarySamplingGradientKernel, boundarySamplingKernel } from '../boundary-sampling/host.ts';
import { channelAffineKernel, channelSumKernel } from '../channel/host.ts';
import { conv2dFilterGradientKernel, conv2dInputGradientKernel, conv2dKernel } from '../conv2d/host.ts';
import { deformableSamplesGradientKernel, deformableSamplesKernel } from '../deformable-conv2d/host.ts';
import { geometricMeanLogitGradientKernel, geometricMeanLogitKernel } from '../geometric-mean-logit/host.ts';
import { groupNormGradientKernel, groupNormKernel } from '../group-norm/host.ts';
import { alignedIouGradientKernel, alignedIouKernel, pairwiseIouKernel } from '../iou/host.ts';
import { maxPoolGradientKernel, maxPoolKernel } from '../max-pool/host.ts';
import { qualityFocalGradientKernel, qualityFocalKernel } from '../quality-focal/host.ts';
import { reluGradientKernel, reluKernel } from '../relu/host.ts';
import { sgdStepKernel } from '../sgd-step/host.ts';
import {
  sigmoidCrossEntropyGradientKernel,
  sigmoidCrossEntropyKernel,
} from '../sigmoid-cross-entropy/host.ts';
import { sigmoidFocalGradientKernel, sigmoidFocalKernel } from '../sigmoid-focal/host.ts';
import { siluGradientKernel, siluKernel } from '../silu/host.ts';
import { upsampleBilinearGradientKernel, upsampleBilinearKernel } from '../upsample-bilinear/host.ts';
import { upsampleNearestGradientKernel, upsampleNearestKernel } from '../upsample-nearest/host.ts';
import type { HostKernel } from './kernel.ts';

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
