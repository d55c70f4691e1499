import '@tensorflow/tfjs-backend-cpu';
import { registerHostKernels } from './host/register.ts';
import { provideStandardKernels } from './standard/choose-standard-kernels.ts';
import { cpuStandardKernels } from './standard/cpu.ts';

registerHostKernels('cpu');
provideStandardKernels('cpu', cpuStandardKernels);
