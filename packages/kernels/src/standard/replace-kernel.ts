import { getKernel, type KernelFunc, registerKernel, unregisterKernel } from '@tensorflow/tfjs-core';

/** Replaces a standard kernel of a backend; `compute` gets the one that tfjs registered. */
export function replaceKernel(
  backendName: string,
  kernelName: string,
  compute: (original: KernelFunc) => KernelFunc,
): void {
  const original = getKernel(kernelName, backendName);
  unregisterKernel(kernelName, backendName);
  registerKernel({ ...original, kernelFunc: compute(original.kernelFunc) });
}
