import type { KernelBackend, TensorInfo } from '@tensorflow/tfjs-core';
import { type HostOutput, type HostTensor, sizeOf } from './kernel.ts';

/** Computes outputs from inputs on the host, whatever the backend's memory is like. */
export type HostMemory = (
  backend: KernelBackend,
  inputs: Readonly<Record<string, TensorInfo>>,
  outputs: readonly HostOutput[],
  run: (inputs: Record<string, HostTensor>, outputs: HostTensor[]) => void,
) => TensorInfo[];

function mapInputs(
  inputs: Readonly<Record<string, TensorInfo>>,
  values: (tensor: TensorInfo) => Float32Array | Int32Array,
): Record<string, HostTensor> {
  const mapped: Record<string, HostTensor> = {};
  for (const name in inputs) mapped[name] = { shape: inputs[name]!.shape, values: values(inputs[name]!) };
  return mapped;
}

/** Any backend that can read at once: values are read out, results written in. No copy on the cpu backend. */
export const readAndWrite: HostMemory = (backend, inputs, outputs, run) => {
  const results = outputs.map(({ shape, dtype }) => ({
    shape,
    dtype,
    values: dtype === 'float32' ? new Float32Array(sizeOf(shape)) : new Int32Array(sizeOf(shape)),
  }));
  const read = ({ dataId }: TensorInfo) => backend.readSync(dataId) as Float32Array | Int32Array;
  run(mapInputs(inputs, read), results);
  return results.map(({ shape, dtype, values }) => ({
    dataId: backend.write(values, [...shape], dtype),
    shape: [...shape],
    dtype,
  }));
};

interface WasmBackend extends KernelBackend {
  makeOutput(shape: number[], dtype: 'float32' | 'int32'): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Float32Array | Int32Array;
}

/** The wasm backend: in its heap, with no copy. Allocation may move the heap, so it comes before every view. */
export const wasmHeap: HostMemory = (backend, inputs, outputs, run) => {
  const wasm = backend as WasmBackend;
  const results = outputs.map(({ shape, dtype }) => wasm.makeOutput([...shape], dtype));
  const view = (tensor: TensorInfo) => wasm.typedArrayFromHeap(tensor);
  run(
    mapInputs(inputs, view),
    results.map((tensor) => ({ shape: tensor.shape, values: view(tensor) })),
  );
  return results;
};
