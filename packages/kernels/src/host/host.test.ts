import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { hostKernels } from '../registry/host-kernels.ts';
import { registerKernels } from '../registry/register-kernels.ts';
import { runKernel, runKernelForAll } from '../run-kernel.ts';
import { describeBackends, expectClose, withoutLeaks } from '../testing/index.ts';
import { float, floatOutputs, floatsOf, type HostKernel, integer, integersOf, shapeOf } from './kernel.ts';
import { hostKernelFunc } from './kernel-func.ts';
import { readAndWrite, wasmHeap } from './memory.ts';
import { sigmoid, softplus } from './sigmoid.ts';

/** Scales x by an attribute, and counts from `start` in a second output. */
const scaleAndCount: HostKernel<{ factor: number }> = {
  name: 'TandemTestScaleAndCount',
  outputs: (inputs) => [float(shapeOf(inputs, 'x')), integer([3])],
  run: (inputs, outputs, { factor }) => {
    const [y] = floatOutputs(outputs) as [Float32Array];
    y.set(floatsOf(inputs, 'x').map((value) => value * factor));
    const count = outputs[1]!.values as Int32Array;
    const start = integersOf(inputs, 'start')[0]!;
    for (let i = 0; i < 3; i++) count[i] = start + i;
  },
};

/** Large enough that the wasm heap has to grow while its output is allocated. */
const GROWTH = 8 * 2 ** 20;

const spread: HostKernel = {
  name: 'TandemTestSpread',
  outputs: () => [float([GROWTH])],
  run: (inputs, outputs) => {
    floatOutputs(outputs)[0]!.fill(floatsOf(inputs, 'x')[0]!);
  },
};

describeBackends('a host kernel', (backend) => {
  const memory = backend === 'wasm' ? wasmHeap : readAndWrite;
  const register = (kernel: HostKernel) =>
    registerKernels(backend, [kernel], (one) => hostKernelFunc(one, memory));

  it('reads floats and integers, and writes several outputs', async () => {
    register(scaleAndCount);
    const inputs = { x: tf.tensor2d([1, 2, 3, 4], [2, 2]), start: tf.tensor1d([5], 'int32') };
    const [y, count] = await withoutLeaks(() =>
      runKernelForAll('TandemTestScaleAndCount', inputs, { factor: 10 }),
    );
    expect([y!.shape, count!.shape, count!.dtype]).toEqual([[2, 2], [3], 'int32']);
    await expectClose(y!, [10, 20, 30, 40], {});
    await expectClose(count!, [5, 6, 7], {});
  });

  it('finds its inputs after an allocation that moves the memory', async () => {
    register(spread);
    const x = tf.tensor1d([7]);
    const results = [0, 1, 2, 3].map(() => runKernel('TandemTestSpread', { x }));
    for (const result of results) {
      const values = await result.data();
      expect([values.length, values[0], values[GROWTH - 1]]).toEqual([GROWTH, 7, 7]);
      result.dispose();
    }
  });

  it('exists for every kernel of the package', () => {
    const missing = hostKernels.filter(({ name }) => !tf.getKernel(name, backend)).map(({ name }) => name);
    expect(missing).toEqual([]);
  });
});

describe('sigmoid and softplus', () => {
  it('keep their digits at both ends', () => {
    expect(sigmoid(0)).toBe(0.5);
    expect(sigmoid(800)).toBe(1);
    expect(sigmoid(-800)).toBe(0);
    // exp(-40) = 4.248354e-18, of which 1 - sigmoid(40) would keep nothing
    expect(sigmoid(-40) / 4.248354255291589e-18).toBeCloseTo(1, 12);
    expect(softplus(0)).toBeCloseTo(Math.LN2, 15);
    expect(softplus(800)).toBe(800);
    expect(softplus(-40) / 4.248354255291589e-18).toBeCloseTo(1, 12);
  });
});
