import { adamwStepWgsl } from '../ops/adamw-step/webgpu.ts';
import { assignAtssWgsl } from '../ops/assign/atss/atss-webgpu.ts';
import { assignFcosWgsl } from '../ops/assign/fcos/fcos-webgpu.ts';
import { assignMaxIouWgsl } from '../ops/assign/max-iou/max-iou-webgpu.ts';
import { assignOtaWgsl } from '../ops/assign/ota/ota-webgpu.ts';
import { assignSimOtaWgsl } from '../ops/assign/sim-ota/sim-ota-webgpu.ts';
import { assignTaskAlignedWgsl } from '../ops/assign/task-aligned/task-aligned-webgpu.ts';
import { averageStepWgsl } from '../ops/average-step/webgpu.ts';
import { batchNormTrainGradientWgsl, batchNormTrainWgsl } from '../ops/batch-norm/webgpu.ts';
import { batchedPointwiseFilterGradientWgsl, batchedPointwiseWgsl } from '../ops/batched-pointwise/webgpu.ts';
import { boundarySamplingGradientWgsl, boundarySamplingWgsl } from '../ops/boundary-sampling/webgpu.ts';
import { channelAffineWgsl, channelSumWgsl } from '../ops/channel/webgpu.ts';
import { conv2dFilterGradientWgsl, conv2dInputGradientWgsl, conv2dWgsl } from '../ops/conv2d/webgpu.ts';
import { deformableSamplesGradientWgsl, deformableSamplesWgsl } from '../ops/deformable-conv2d/webgpu.ts';
import {
  geometricMeanLogitGradientWgsl,
  geometricMeanLogitWgsl,
} from '../ops/geometric-mean-logit/webgpu.ts';
import { groupNormGradientWgsl, groupNormWgsl } from '../ops/group-norm/webgpu.ts';
import { alignedIouGradientWgsl, alignedIouWgsl, pairwiseIouWgsl } from '../ops/iou/webgpu.ts';
import { maxPoolGradientWgsl, maxPoolWgsl } from '../ops/max-pool/webgpu.ts';
import { qualityFocalGradientWgsl, qualityFocalWgsl } from '../ops/quality-focal/webgpu.ts';
import { reluGradientWgsl, reluWgsl } from '../ops/relu/webgpu.ts';
import { sgdStepWgsl } from '../ops/sgd-step/webgpu.ts';
import {
  sigmoidCrossEntropyGradientWgsl,
  sigmoidCrossEntropyWgsl,
} from '../ops/sigmoid-cross-entropy/webgpu.ts';
import { sigmoidFocalGradientWgsl, sigmoidFocalWgsl } from '../ops/sigmoid-focal/webgpu.ts';
import { siluGradientWgsl, siluWgsl } from '../ops/silu/webgpu.ts';
import { upsampleBilinearGradientWgsl, upsampleBilinearWgsl } from '../ops/upsample-bilinear/webgpu.ts';
import { upsampleNearestGradientWgsl, upsampleNearestWgsl } from '../ops/upsample-nearest/webgpu.ts';
import type { WgslKernel } from '../webgpu/kernel.ts';

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
