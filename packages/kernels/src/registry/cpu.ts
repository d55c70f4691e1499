import '@tensorflow/tfjs-backend-cpu';
import { hostKernelFunc } from '../host/kernel-func.ts';
import { readAndWrite } from '../host/memory.ts';
import { provideStandardKernels } from '../standard/choose-standard-kernels.ts';
import { cpuStandardKernels } from '../standard/cpu.ts';
import { hostKernels } from './host-kernels.ts';
import { registerKernels } from './register-kernels.ts';

registerKernels('cpu', hostKernels, (kernel) => hostKernelFunc(kernel, readAndWrite));
provideStandardKernels('cpu', cpuStandardKernels);
