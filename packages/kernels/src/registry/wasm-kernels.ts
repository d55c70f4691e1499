import { adamwStepWasm } from '../ops/adamw-step/wasm.ts';
import { averageStepWasm } from '../ops/average-step/wasm.ts';
import { batchNormTrainGradientWasm, batchNormTrainWasm } from '../ops/batch-norm/wasm.ts';
import { batchedPointwiseFilterGradientWasm, batchedPointwiseWasm } from '../ops/batched-pointwise/wasm.ts';
import { boundarySamplingGradientWasm, boundarySamplingWasm } from '../ops/boundary-sampling/wasm.ts';
import { channelAffineWasm, channelSumWasm } from '../ops/channel/wasm.ts';
import { conv2dFilterGradientWasm, conv2dInputGradientWasm, conv2dWasm } from '../ops/conv2d/wasm.ts';
import { deformableSamplesGradientWasm, deformableSamplesWasm } from '../ops/deformable-conv2d/wasm.ts';
import { geometricMeanLogitGradientWasm, geometricMeanLogitWasm } from '../ops/geometric-mean-logit/wasm.ts';
import { groupNormGradientWasm, groupNormWasm } from '../ops/group-norm/wasm.ts';
import { maxPoolGradientWasm, maxPoolWasm } from '../ops/max-pool/wasm.ts';
import { qualityFocalGradientWasm, qualityFocalWasm } from '../ops/quality-focal/wasm.ts';
import { reluGradientWasm, reluWasm } from '../ops/relu/wasm.ts';
import { sgdStepWasm } from '../ops/sgd-step/wasm.ts';
import {
  sigmoidCrossEntropyGradientWasm,
  sigmoidCrossEntropyWasm,
} from '../ops/sigmoid-cross-entropy/wasm.ts';
import { sigmoidFocalGradientWasm, sigmoidFocalWasm } from '../ops/sigmoid-focal/wasm.ts';
import { siluGradientWasm, siluWasm } from '../ops/silu/wasm.ts';
import { upsampleBilinearGradientWasm, upsampleBilinearWasm } from '../ops/upsample-bilinear/wasm.ts';
import { upsampleNearestGradientWasm, upsampleNearestWasm } from '../ops/upsample-nearest/wasm.ts';
import type { WasmKernel } from '../wasm/kernel.ts';

/** The kernels that compute with the SIMD module; the others run on the host. */
export const wasmKernels: readonly WasmKernel[] = [
  conv2dWasm,
  conv2dInputGradientWasm,
  conv2dFilterGradientWasm,
  channelSumWasm,
  channelAffineWasm,
  maxPoolWasm,
  maxPoolGradientWasm,
  upsampleNearestWasm,
  upsampleNearestGradientWasm,
  upsampleBilinearWasm,
  upsampleBilinearGradientWasm,
  batchNormTrainWasm,
  batchNormTrainGradientWasm,
  groupNormWasm,
  groupNormGradientWasm,
  reluWasm,
  reluGradientWasm,
  siluWasm,
  siluGradientWasm,
  batchedPointwiseWasm,
  batchedPointwiseFilterGradientWasm,
  boundarySamplingWasm,
  boundarySamplingGradientWasm,
  deformableSamplesWasm,
  deformableSamplesGradientWasm,
  geometricMeanLogitWasm,
  geometricMeanLogitGradientWasm,
  sigmoidFocalWasm,
  sigmoidFocalGradientWasm,
  qualityFocalWasm,
  qualityFocalGradientWasm,
  sigmoidCrossEntropyWasm,
  sigmoidCrossEntropyGradientWasm,
  sgdStepWasm,
  adamwStepWasm,
  averageStepWasm,
];
