export { convolve } from './convolution';
export { relu, reluGradient, sgdStep } from './elementwise';
export { filterGradient } from './filter-gradient';
export { packFilter, packTransposedFilter } from './pack';
