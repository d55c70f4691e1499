import { registerSimdAssigners } from './assign/simd-assigners.ts';
import { registerHostKernels } from './host/register.ts';
import { provideStandardKernels } from './standard/choose-standard-kernels.ts';
import { tensorflowStandardKernels } from './standard/tensorflow.ts';
import { nativeKernels } from './tensorflow/kernels.ts';
import { registerNativeKernel } from './tensorflow/native.ts';

for (const kernel of nativeKernels) registerNativeKernel(kernel);
registerSimdAssigners('tensorflow');
registerHostKernels('tensorflow');
provideStandardKernels('tensorflow', tensorflowStandardKernels);
