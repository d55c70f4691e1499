export { channelAffine, channelCombination, channelNormalize } from './affine';
export { convolve } from './convolution';
export { copyRows } from './copy-rows';
export { adamwStep, averageStep, relu, reluGradient, sgdStep } from './elementwise';
export { filterGradient } from './filter-gradient';
export { maxPool, maxPoolGradient } from './max-pool';
export { packFilter, packTransposedFilter } from './pack';
export { channelMoments, channelProducts, channelSums } from './sums';
export { upsampleNearest, upsampleNearestGradient } from './upsample';
