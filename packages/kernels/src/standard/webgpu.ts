import { wgslKernelFunc } from '../webgpu/kernel.ts';
import { addNKernel } from './add-n-webgpu.ts';
import { avgPoolGradient } from './avg-pool.ts';
import { batchNormKernel } from './batch-norm.ts';
import { castKernel } from './cast-webgpu.ts';
import { cropAndResizeWgsl } from './crop-and-resize-webgpu.ts';
import { einsumKernel } from './einsum.ts';
import type { KernelReplacement } from './replacement.ts';
import { stridedSliceKernel } from './strided-slice.ts';
import { tileKernel } from './tile-webgpu.ts';
import { transformKernel } from './transform-webgpu.ts';

export const webgpuStandardKernels: readonly KernelReplacement[] = [
  addNKernel,
  avgPoolGradient,
  batchNormKernel,
  castKernel,
  {
    name: cropAndResizeWgsl.name,
    stock: 'compares the image that a box names with the number of boxes, and leaves such crops unwritten',
    ours: 'any image of the batch',
    compute: () => wgslKernelFunc(cropAndResizeWgsl),
  },
  einsumKernel('throws where each input has a letter of its own that is summed over'),
  stridedSliceKernel,
  tileKernel,
  transformKernel,
];
