import { registerHostKernels } from './host/register.ts';
import { nativeKernels } from './tensorflow/kernels.ts';
import { registerNativeKernel } from './tensorflow/native.ts';

for (const kernel of nativeKernels) registerNativeKernel(kernel);
registerHostKernels('tensorflow');
