import '@tensorflow/tfjs-backend-webgpu';
import './standard/webgpu.ts';
import { registerWgslKernel } from './webgpu/kernel.ts';
import { wgslKernels } from './webgpu/kernels.ts';

for (const kernel of wgslKernels) registerWgslKernel(kernel);
