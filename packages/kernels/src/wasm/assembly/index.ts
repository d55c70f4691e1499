export { channelAffine, channelCombination, channelNormalize } from './affine';
export {
  boundarySampling,
  boundarySamplingBoxGradient,
  boundarySamplingOffsetGradient,
} from './boundary-sampling';
export { convolve } from './convolution';
export { copyRows } from './copy-rows';
export { deformableInputGradient } from './deformable-input-gradient';
export { deformableOffsetGradient } from './deformable-offset-gradient';
export { deformableSamples } from './deformable-samples';
export { depthwise, depthwiseFilterGradient } from './depthwise';
export { adamwStep, averageStep, relu, reluGradient, sgdStep } from './elementwise';
export { filterGradient } from './filter-gradient';
export { geometricMeanLogit, geometricMeanLogitGradient } from './geometric-mean-logit';
export { maxPool, maxPoolGradient } from './max-pool';
export { overlappingPriors, tilePriors } from './overlapping-priors';
export { packFilter, packTransposedFilter } from './pack';
export { sigmoidLoss, sigmoidLossGradient } from './sigmoid-loss';
export { silu, siluGradient } from './silu';
export { channelMoments, channelProducts, channelSums } from './sums';
export { upsampleNearest, upsampleNearestGradient } from './upsample';
export { upsampleBilinear, upsampleBilinearGradient } from './upsample-bilinear';
