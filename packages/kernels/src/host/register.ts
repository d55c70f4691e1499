import { ExpectationError } from '@tandem-det/base';
import { getKernel, type KernelBackend, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import type { HostKernel } from './kernel.ts';
import { hostKernels } from './kernels.ts';
import { type HostMemory, readAndWrite, wasmHeap } from './memory.ts';

/** What `registerHostKernel` registered, as `backend/kernel`. */
const registered = new Set<string>();

/** Whether a backend runs this kernel as a function of arrays on the host, for want of one of its own. */
export function runsOnHost(backendName: string, kernelName: string): boolean {
  return registered.has(`${backendName}/${kernelName}`);
}

/**
 * Registers a host kernel for a backend, unless that backend has a kernel of this name already: register
 * the better ones first, then fill up with these.
 */
export function registerHostKernel(
  backendName: string,
  kernel: HostKernel,
  memory: HostMemory = backendName === 'wasm' ? wasmHeap : readAndWrite,
): void {
  const { name, outputs, run } = kernel as unknown as HostKernel<unknown>;
  if (getKernel(name, backendName)) return;
  registered.add(`${backendName}/${name}`);
  registerKernel({
    kernelName: name,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const tensors = inputs as Record<string, TensorInfo>;
      const results = memory(backend as KernelBackend, tensors, outputs(tensors, attrs), (values, targets) =>
        run(values, targets, attrs),
      );
      return results.length === 1 ? results[0]! : results;
    },
  });
}

/** Registers host kernels by name, all of them by default, as `registerHostKernel` does. */
export function registerHostKernels(
  backendName: string,
  names: readonly string[] = hostKernels.map(({ name }) => name),
): void {
  for (const name of names) {
    const kernel = hostKernels.find((one) => one.name === name);
    if (!kernel) {
      throw new ExpectationError(
        'registerHostKernels',
        'the name of a host kernel',
        `"${name}"`,
        `There are ${hostKernels.map((one) => one.name).join(', ')}.`,
      );
    }
    registerHostKernel(backendName, kernel);
  }
}
