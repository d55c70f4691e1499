import { avgPoolGradient } from './avg-pool.ts';
import { batchNormKernel } from './batch-norm.ts';
import { conv2d } from './conv2d.ts';
import { depthwiseConv2d } from './depthwise-conv2d.ts';
import { einsumKernel } from './einsum.ts';
import { identityKernel } from './identity-wasm.ts';
import { matMulKernels } from './mat-mul-wasm.ts';
import { maxPoolGradient } from './max-pool.ts';
import { oneHotKernel } from './one-hot.ts';
import type { KernelReplacement } from './replacement.ts';
import { splitKernel } from './split-wasm.ts';
import { stridedSliceKernel } from './strided-slice.ts';
import { unsortedSegmentSumKernel } from './unsorted-segment-sum.ts';

export const wasmStandardKernels: readonly KernelReplacement[] = [
  conv2d.filterKernel('missing'),
  depthwiseConv2d.inputKernel('missing'),
  depthwiseConv2d.filterKernel('missing'),
  maxPoolGradient('sends dy to the first cell of a window without a positive value'),
  avgPoolGradient,
  batchNormKernel,
  oneHotKernel,
  ...matMulKernels,
  stridedSliceKernel,
  unsortedSegmentSumKernel,
  einsumKernel('missing'),
  identityKernel,
  splitKernel,
];
