import {
  DenseBincount,
  MaxPoolWithArgmax,
  RotateWithOffset,
  SearchSorted,
  Transform,
} from '@tensorflow/tfjs-core';
import { batchNormKernel } from './batch-norm.ts';
import { borrowFromCpu } from './borrow-from-cpu.ts';
import { conv2d } from './conv2d.ts';
import { depthwiseConv2d, depthwiseConv2dForward } from './depthwise-conv2d.ts';
import { maxPoolForward, maxPoolGradient } from './max-pool.ts';
import type { KernelReplacement } from './replacement.ts';
import { transformEachImage } from './transform-cpu.ts';

const padding = 'throws with numeric or explicit padding';

export const tensorflowStandardKernels: readonly KernelReplacement[] = [
  conv2d.inputKernel(padding),
  conv2d.filterKernel(padding),
  depthwiseConv2dForward('throws with numeric padding'),
  depthwiseConv2d.inputKernel(padding),
  depthwiseConv2d.filterKernel(padding),
  maxPoolForward('throws with numeric padding'),
  maxPoolGradient('throws with numeric padding'),
  batchNormKernel,
  borrowFromCpu(Transform, transformEachImage),
  ...[RotateWithOffset, MaxPoolWithArgmax, SearchSorted, DenseBincount].map((name) => borrowFromCpu(name)),
];
