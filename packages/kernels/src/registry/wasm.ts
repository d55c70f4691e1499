import '@tensorflow/tfjs-backend-wasm';
import { hostKernelFunc } from '../host/kernel-func.ts';
import { wasmHeap } from '../host/memory.ts';
import { provideStandardKernels } from '../standard/choose-standard-kernels.ts';
import { wasmStandardKernels } from '../standard/wasm.ts';
import { wasmKernelFunc } from '../wasm/kernel.ts';
import { hostKernelsBeside } from './host-kernels-beside.ts';
import { registerKernels } from './register-kernels.ts';
import { wasmKernels } from './wasm-kernels.ts';

registerKernels('wasm', wasmKernels, wasmKernelFunc);
registerKernels('wasm', hostKernelsBeside(wasmKernels), (kernel) => hostKernelFunc(kernel, wasmHeap));
provideStandardKernels('wasm', wasmStandardKernels);
