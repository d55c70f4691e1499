import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { profileKernels } from './profile.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

it('counts the calls of each kernel and leaves the kernels as they were', () => {
  const before = tf.getKernel('Exp', 'cpu').kernelFunc;
  const x = tf.tensor1d([0, 1]);
  const times = profileKernels(() => tf.dispose([tf.exp(x), tf.exp(x), tf.neg(x)]));
  expect(times.find(({ kernel }) => kernel === 'Exp')?.calls).toBe(2);
  expect(times.find(({ kernel }) => kernel === 'Neg')?.calls).toBe(1);
  expect(tf.getKernel('Exp', 'cpu').kernelFunc).toBe(before);
});

it('puts the kernels back when the work throws', () => {
  const before = tf.getKernel('Exp', 'cpu').kernelFunc;
  expect(() =>
    profileKernels(() => {
      throw new Error('stopped');
    }),
  ).toThrow('stopped');
  expect(tf.getKernel('Exp', 'cpu').kernelFunc).toBe(before);
});
