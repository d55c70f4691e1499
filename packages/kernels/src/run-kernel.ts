import { engine, type NamedAttrMap, type NamedTensorMap, type Tensor } from '@tensorflow/tfjs-core';

/** Runs a kernel that has one output. */
export function runKernel<T extends Tensor>(
  name: string,
  inputs: NamedTensorMap,
  attributes: object = {},
): T {
  return engine().runKernel<T>(name, inputs, attributes as NamedAttrMap);
}

/** Runs a kernel that has several outputs. */
export function runKernelForAll(name: string, inputs: NamedTensorMap, attributes: object = {}): Tensor[] {
  return engine().runKernel<Tensor[]>(name, inputs, attributes as NamedAttrMap);
}
