import { avgPoolGradient } from './avg-pool.ts';
import { batchNormKernel } from './batch-norm.ts';
import { einsumKernel } from './einsum.ts';
import type { KernelReplacement } from './replacement.ts';
import { resizeNearestGradientKernel } from './resize.ts';
import { stridedSliceKernel } from './strided-slice.ts';
import { tensorScatterUpdateKernel } from './tensor-scatter-update-cpu.ts';
import { transformKernel } from './transform-cpu.ts';

export const cpuStandardKernels: readonly KernelReplacement[] = [
  avgPoolGradient,
  batchNormKernel,
  resizeNearestGradientKernel,
  stridedSliceKernel,
  transformKernel,
  tensorScatterUpdateKernel,
  einsumKernel('throws where each input has a letter of its own that is summed over'),
];
