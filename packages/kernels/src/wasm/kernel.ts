import { expectThat } from '@tandem-det/base';
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core';
import { engineOf, type Heap, type TfjsWasmBackend, withHeap } from './heap.ts';

/** What a kernel of the wasm backend has to work with. */
export interface WasmCall<A = unknown> {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attributes: A;
  readonly heap: Heap;
}

/** A kernel that computes with the SIMD module, from float32 tensors. */
export interface WasmKernel<A = never> {
  readonly name: string;
  readonly run: (call: WasmCall<A>) => TensorInfo | TensorInfo[];
}

/** The kernel as tfjs calls it. */
export function wasmKernelFunc(kernel: WasmKernel): KernelFunc {
  const { name, run } = kernel as WasmKernel<unknown>;
  return ({ inputs, attrs, backend }) => {
    const tfjs = backend as TfjsWasmBackend;
    for (const [input, { dtype }] of Object.entries(inputs as Record<string, TensorInfo>)) {
      expectThat(
        dtype === 'float32',
        name,
        `${input} of float32`,
        dtype,
        "Convert it: tf.cast(tensor, 'float32').",
      );
    }
    return withHeap(tfjs, engineOf(tfjs.wasm), (heap) =>
      run({ inputs: inputs as Record<string, TensorInfo>, attributes: attrs, heap }),
    );
  };
}
