import '@tensorflow/tfjs-backend-webgpu';
import { provideStandardKernels } from '../standard/choose-standard-kernels.ts';
import { webgpuStandardKernels } from '../standard/webgpu.ts';
import { wgslKernelFunc } from '../webgpu/kernel.ts';
import { registerKernels } from './register-kernels.ts';
import { wgslKernels } from './webgpu-kernels.ts';

registerKernels('webgpu', wgslKernels, wgslKernelFunc);
provideStandardKernels('webgpu', webgpuStandardKernels);
