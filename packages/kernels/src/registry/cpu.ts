import '@tensorflow/tfjs-backend-cpu';
import { provideStandardKernels } from '../standard/choose-standard-kernels.ts';
import { cpuStandardKernels } from '../standard/cpu.ts';
import { registerHostKernels } from './register-host.ts';

registerHostKernels('cpu');
provideStandardKernels('cpu', cpuStandardKernels);
