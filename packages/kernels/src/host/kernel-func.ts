import { getKernel, type KernelBackend, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import type { HostKernel } from './kernel.ts';
import type { HostMemory } from './memory.ts';

const made = new WeakSet<KernelFunc>();

/** The kernel as tfjs calls it, on a backend whose memory is like this. */
export function hostKernelFunc(kernel: HostKernel, memory: HostMemory): KernelFunc {
  const { outputs, run } = kernel as unknown as HostKernel<unknown>;
  const kernelFunc: KernelFunc = ({ inputs, attrs, backend }) => {
    const tensors = inputs as Record<string, TensorInfo>;
    const results = memory(backend as KernelBackend, tensors, outputs(tensors, attrs), (values, targets) =>
      run(values, targets, attrs),
    );
    return results.length === 1 ? results[0]! : results;
  };
  made.add(kernelFunc);
  return kernelFunc;
}

/** Whether a backend runs this kernel as a function of arrays on the host, for want of one of its own. */
export function runsOnHost(backendName: string, kernelName: string): boolean {
  const kernel = getKernel(kernelName, backendName);
  return kernel !== undefined && made.has(kernel.kernelFunc);
}
