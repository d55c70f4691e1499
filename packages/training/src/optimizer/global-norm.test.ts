import { describeBackends, expectClose, withoutLeaks } from '@tandem-det/kernels/testing';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { clipByGlobalNorm, globalNorm } from './global-norm.ts';

const someGradients = () =>
  new Map<string, tf.Tensor>([
    ['a', tf.tensor1d([3, 0])],
    ['b', tf.tensor2d([[0], [4]])],
  ]);

describeBackends('clipByGlobalNorm', () => {
  it('measures all gradients together: sqrt(9 + 16) = 5', async () => {
    const gradients = someGradients();
    await expectClose(globalNorm(gradients), [5], { abs: 0, rel: 1e-6 });
  });

  it('scales to the maximum where the norm is larger', async () => {
    const gradients = someGradients();
    const clipped = clipByGlobalNorm(gradients, 5, 2);
    // 2 / (5 + 1e-6) of each
    await expectClose(clipped.get('a')!, [1.2, 0], { abs: 1e-6, rel: 0 });
    await expectClose(clipped.get('b')!, [0, 1.6], { abs: 1e-6, rel: 0 });
  });

  it('gives smaller gradients back as they are', () => {
    const gradients = someGradients();
    expect(clipByGlobalNorm(gradients, 5, 10)).toBe(gradients);
  });

  it('leaks nothing', () =>
    withoutLeaks(async () => {
      const gradients = someGradients();
      const norm = globalNorm(gradients);
      const clipped = clipByGlobalNorm(gradients, 5, 1);
      tf.dispose([norm, ...gradients.values(), ...clipped.values()]);
    }));
});
