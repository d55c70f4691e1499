import { adamwStepWgsl } from '../adamw-step/webgpu.ts';
import { assignAtssWgsl } from '../assign/atss-webgpu.ts';
import { assignFcosWgsl } from '../assign/fcos-webgpu.ts';
import { assignMaxIouWgsl } from '../assign/max-iou-webgpu.ts';
import { assignOtaWgsl } from '../assign/ota-webgpu.ts';
import { assignSimOtaWgsl } from '../assign/sim-ota-webgpu.ts';
import { assignTaskAlignedWgsl } from '../assign/task-aligned-webgpu.ts';
import { averageStepWgsl } from '../average-step/webgpu.ts';
import { batchNormTrainGradientWgsl, batchNormTrainWgsl } from '../batch-norm/webgpu.ts';
import { batchedPointwiseFilterGradientWgsl, batchedPointwiseWgsl } from '../batched-pointwise/webgpu.ts';
import { boundarySamplingGradientWgsl, boundarySamplingWgsl } from '../boundary-sampling/webgpu.ts';
import { channelAffineWgsl, channelSumWgsl } from '../channel/webgpu.ts';
import { conv2dFilterGradientWgsl, conv2dInputGradientWgsl, conv2dWgsl } from '../conv2d/webgpu.ts';
import { deformableSamplesGradientWgsl, deformableSamplesWgsl } from '../deformable-conv2d/webgpu.ts';
import { geometricMeanLogitGradientWgsl, geometricMeanLogitWgsl } from '../geometric-mean-logit/webgpu.ts';
import { groupNormGradientWgsl, groupNormWgsl } from '../group-norm/webgpu.ts';
import { alignedIouGradientWgsl, alignedIouWgsl, pairwiseIouWgsl } from '../iou/webgpu.ts';
import { maxPoolGradientWgsl, maxPoolWgsl } from '../max-pool/webgpu.ts';
import { qualityFocalGradientWgsl, qualityFocalWgsl } from '../quality-focal/webgpu.ts';
import { reluGradientWgsl, reluWgsl } from '../relu/webgpu.ts';
import { sgdStepWgsl } from '../sgd-step/webgpu.ts';
import { sigmoidCrossEntropyGradientWgsl, sigmoidCrossEntropyWgsl } from '../sigmoid-cross-entropy/webgpu.ts';
import { sigmoidFocalGradientWgsl, sigmoidFocalWgsl } from '../sigmoid-focal/webgpu.ts';
import { siluGradientWgsl, siluWgsl } from '../silu/webgpu.ts';
import { upsampleBilinearGradientWgsl, upsampleBilinearWgsl } from '../upsample-bilinear/webgpu.ts';
import { upsampleNearestGradientWgsl, upsampleNearestWgsl } from '../upsample-nearest/webgpu.ts';
import type { WgslKernel } from './kernel.ts';

/** The kernels in WGSL. A kernel that is missing here does not run on webgpu: nothing falls back on the host. */
export const wgslKernels: readonly WgslKernel[] = [
  conv2dWgsl,
  conv2dInputGradientWgsl,
  conv2dFilterGradientWgsl,
  channelSumWgsl,
  channelAffineWgsl,
  maxPoolWgsl,
  maxPoolGradientWgsl,
  upsampleNearestWgsl,
  upsampleNearestGradientWgsl,
  upsampleBilinearWgsl,
  upsampleBilinearGradientWgsl,
  batchNormTrainWgsl,
  batchNormTrainGradientWgsl,
  groupNormWgsl,
  groupNormGradientWgsl,
  reluWgsl,
  reluGradientWgsl,
  siluWgsl,
  siluGradientWgsl,
  batchedPointwiseWgsl,
  batchedPointwiseFilterGradientWgsl,
  boundarySamplingWgsl,
  boundarySamplingGradientWgsl,
  deformableSamplesWgsl,
  deformableSamplesGradientWgsl,
  geometricMeanLogitWgsl,
  geometricMeanLogitGradientWgsl,
  sigmoidFocalWgsl,
  sigmoidFocalGradientWgsl,
  qualityFocalWgsl,
  qualityFocalGradientWgsl,
  sigmoidCrossEntropyWgsl,
  sigmoidCrossEntropyGradientWgsl,
  alignedIouWgsl,
  alignedIouGradientWgsl,
  pairwiseIouWgsl,
  assignTaskAlignedWgsl,
  assignAtssWgsl,
  assignMaxIouWgsl,
  assignFcosWgsl,
  assignSimOtaWgsl,
  assignOtaWgsl,
  sgdStepWgsl,
  adamwStepWgsl,
  averageStepWgsl,
];
