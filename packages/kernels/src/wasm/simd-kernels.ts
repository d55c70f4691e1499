/**
 * A kernel of the SIMD module. It computes the items from `begin` to before `end` of what its block of
 * parameters describes, with `scratch` to itself. What an item writes depends on that item alone, so that
 * the result is the same however the items are shared out among threads.
 */
export type SimdKernel = (parameters: number, begin: number, end: number, scratch: number) => void;

/** The kernels that the module exports; its sources say what their items and parameters are. */
export const simdKernelNames = [
  'adamwStep',
  'averageStep',
  'boundarySampling',
  'boundarySamplingBoxGradient',
  'boundarySamplingOffsetGradient',
  'channelAffine',
  'channelCombination',
  'channelMoments',
  'channelNormalize',
  'channelProducts',
  'channelSums',
  'convolve',
  'copyRows',
  'deformableInputGradient',
  'deformableOffsetGradient',
  'deformableSamples',
  'depthwise',
  'depthwiseFilterGradient',
  'filterGradient',
  'geometricMeanLogit',
  'geometricMeanLogitGradient',
  'maxPool',
  'maxPoolGradient',
  'overlappingPriors',
  'packFilter',
  'packTransposedFilter',
  'relu',
  'reluGradient',
  'sgdStep',
  'sigmoidLoss',
  'sigmoidLossGradient',
  'silu',
  'siluGradient',
  'tilePriors',
  'upsampleBilinear',
  'upsampleBilinearGradient',
  'upsampleNearest',
  'upsampleNearestGradient',
] as const;

export type SimdKernelName = (typeof simdKernelNames)[number];
export type SimdKernels = Readonly<Record<SimdKernelName, SimdKernel>>;
