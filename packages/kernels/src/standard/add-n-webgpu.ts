import { AddN, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelReplacement } from './replacement.ts';

/** Inputs of one sum: the buffers that every device has for a shader are 8, of which the result takes one. */
const MOST = 7;

export const addNKernel: KernelReplacement = {
  name: AddN,
  stock: 'binds a buffer per tensor; where there are more than the device has, the result is never written',
  ours: 'sums of 7, and sums of those',
  compute: (original) => (call) => {
    const backend = call.backend as KernelBackend;
    let tensors = call.inputs as unknown as TensorInfo[];
    let made: TensorInfo[] = [];
    do {
      const sums: TensorInfo[] = [];
      for (let first = 0; first < tensors.length; first += MOST) {
        const inputs = tensors.slice(first, first + MOST) as never;
        sums.push(original({ ...call, inputs }) as TensorInfo);
      }
      for (const { dataId } of made) backend.disposeData(dataId);
      made = sums;
      tensors = sums;
    } while (tensors.length > 1);
    return tensors[0]!;
  },
};
