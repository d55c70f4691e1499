import { _FusedMatMul, BatchMatMul, type KernelBackend, type TensorInfo } from '@tensorflow/tfjs-core';
import type { KernelReplacement } from './replacement.ts';

interface WasmBackend extends KernelBackend {
  makeOutput(shape: number[], dtype: string): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array;
}

/** The shape that each second matrix had when it was packed, if it was. */
const packed = new WeakMap<object, string>();

function matMulOf(name: string): KernelReplacement {
  return {
    name,
    stock:
      'takes its second matrix for the one that it packed before if the memory is the same and the shape is not: ' +
      'wrong, or beyond the result',
    ours: 'a copy of such a matrix',
    compute: (original) => (call) => {
      const b = call.inputs['b'] as TensorInfo;
      const shape = b.shape.join();
      if (!packed.has(b.dataId)) packed.set(b.dataId, shape);
      if (packed.get(b.dataId) === shape) return original(call);
      const backend = call.backend as WasmBackend;
      const copy = backend.makeOutput(b.shape, b.dtype);
      backend.typedArrayFromHeap(copy).set(backend.typedArrayFromHeap(b));
      const result = original({ ...call, inputs: { ...call.inputs, b: copy } });
      backend.disposeData(copy.dataId);
      return result;
    },
  };
}

export const matMulKernels: readonly KernelReplacement[] = [BatchMatMul, _FusedMatMul].map(matMulOf);
