import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-cpu';
import {
  findBackend,
  getKernel,
  type KernelBackend,
  type KernelFunc,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { KernelReplacement } from './replacement.ts';

/**
 * A kernel that a backend lacks, computed by the cpu backend's, for backends that can be read at once. What
 * `mend` makes of that one is used, which must not run tfjs's operations: they would run on the lacking backend.
 */
export function borrowFromCpu(
  name: string,
  mend: (original: KernelFunc) => KernelFunc = (original) => original,
): KernelReplacement {
  return {
    name,
    stock: 'missing',
    ours: "the cpu backend's, with a copy of what goes in and comes out",
    compute: () => (call) => {
      const backend = call.backend as KernelBackend;
      const cpu = findBackend('cpu') as MathBackendCPU;
      // its first use would advise tfjs-node on the console
      (cpu as unknown as { firstUse: boolean }).firstUse = false;
      const inputs: Record<string, TensorInfo> = {};
      for (const [key, value] of Object.entries(call.inputs as Record<string, TensorInfo>)) {
        inputs[key] = cpu.makeTensorInfo(value.shape, value.dtype, backend.readSync(value.dataId));
      }
      const kernel = mend(getKernel(name, 'cpu').kernelFunc);
      const computed = kernel({ inputs, attrs: call.attrs!, backend: cpu });
      const results = [computed].flat().map(({ dataId, shape, dtype }) => {
        const moved = { dataId: backend.write(cpu.readSync(dataId), shape, dtype), shape, dtype };
        cpu.disposeData(dataId);
        return moved;
      });
      for (const { dataId } of Object.values(inputs)) cpu.disposeData(dataId);
      return Array.isArray(computed) ? results : results[0]!;
    },
  };
}
