import { getKernel, type KernelFunc, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';

/** Registers kernels of a backend. Each takes the place of one of its name, so that the last call decides. */
export function registerKernels<K extends { readonly name: string }>(
  backendName: string,
  kernels: readonly K[],
  kernelFunc: (kernel: K) => KernelFunc,
): void {
  for (const kernel of kernels) {
    const { name } = kernel;
    if (getKernel(name, backendName)) unregisterKernel(name, backendName);
    registerKernel({ kernelName: name, backendName, kernelFunc: kernelFunc(kernel) });
  }
}
