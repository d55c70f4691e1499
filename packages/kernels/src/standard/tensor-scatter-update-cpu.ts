import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { type TensorInfo, TensorScatterUpdate } from '@tensorflow/tfjs-core';
import type { KernelReplacement } from './replacement.ts';

export const tensorScatterUpdateKernel: KernelReplacement = {
  name: TensorScatterUpdate,
  stock: 'overwrites its input',
  ours: 'a copy of it',
  compute: (original) => (call) => {
    const { tensor } = call.inputs as { tensor: TensorInfo };
    const cpu = call.backend as MathBackendCPU;
    const values = (cpu.readSync(tensor.dataId) as Float32Array).slice();
    const copy = cpu.makeTensorInfo(tensor.shape, tensor.dtype, values);
    const result = original({ ...call, inputs: { ...call.inputs, tensor: copy } });
    cpu.disposeData(copy.dataId);
    return result;
  },
};
