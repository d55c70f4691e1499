import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { startBackend } from '../backends/index.ts';
import { type HostTensor, sizeOf } from '../host/kernel.ts';
import { hostKernels } from '../registry/host-kernels.ts';
import { runKernelForAll } from '../run-kernel.ts';
import { expectClose, uniformTensor } from '../testing/index.ts';

type Inputs = Record<string, tf.Tensor>;

/** Outputs of the host kernel of this name, which computes in double precision. */
function onHost(name: string, inputs: Inputs, attributes: object): HostTensor[] {
  const kernel = hostKernels.find((one) => one.name === name)!;
  const values: Record<string, HostTensor> = {};
  for (const key in inputs) {
    values[key] = { shape: inputs[key]!.shape, values: inputs[key]!.dataSync() as Float32Array };
  }
  const outputs = kernel.outputs(values, attributes as never).map(({ shape }) => ({
    shape,
    values: new Float32Array(sizeOf(shape)),
  }));
  kernel.run(values, outputs, attributes as never);
  return outputs;
}

/** Runs a kernel both ways; sums of n products of numbers below 1 may differ by n roundings. */
export function compare(name: string, inputs: Inputs, attributes: object = {}, terms = 1): void {
  const got = [runKernelForAll(name, inputs, attributes)].flat();
  onHost(name, inputs, attributes).forEach(({ shape, values }, index) => {
    expect(got[index]!.shape).toEqual(shape);
    expectClose(got[index]!.dataSync(), values, { abs: Math.max(terms, 8) * 2 ** -23, rel: 1e-5 });
  });
}

let seed = 1;

/** Each call other values, from `low` to 1. */
export function random(shape: readonly number[], low = -1): tf.Tensor {
  return uniformTensor([...shape] as [number], { low, seed: seed++ });
}

/** Tests of wasm on two threads, in a scope of tensors of their own. */
export function describeSimd(subject: string, tests: () => void): void {
  describe(`${subject}: the SIMD kernels give what the host kernels give`, () => {
    let stop: () => Promise<void>;
    beforeAll(async () => {
      ({ stop } = await startBackend({ name: 'wasm', threads: 2, report: () => {} }));
      tf.engine().startScope();
    });
    afterAll(async () => {
      tf.engine().endScope();
      await stop();
    });
    tests();
  });
}
