import '@tensorflow/tfjs-backend-webgpu';
import { provideStandardKernels } from '../standard/choose-standard-kernels.ts';
import { webgpuStandardKernels } from '../standard/webgpu.ts';
import { registerWgslKernel } from '../webgpu/kernel.ts';
import { wgslKernels } from './webgpu-kernels.ts';

for (const kernel of wgslKernels) registerWgslKernel(kernel);
provideStandardKernels('webgpu', webgpuStandardKernels);
