import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startBackend } from '../backends/index.ts';
import { expectClose } from '../testing/index.ts';

const start = (standardKernels: 'fixed' | 'stock') =>
  startBackend({ name: 'cpu', standardKernels, report: () => {} });
const gradientOf = (dilation: number) =>
  tf.grad((x) => tf.conv2d(x as tf.Tensor4D, tf.ones([2, 2, 1, 1]), 1, 'valid', 'NHWC', dilation))(
    tf.ones([1, 3, 3, 1]),
  );

describe('the choice of standard kernels', () => {
  beforeAll(async () => {
    await start('fixed');
  });

  it('puts back the very kernels and gradients of tfjs, and prints nothing', async () => {
    const warn = vi.spyOn(console, 'warn');
    await start('stock');
    const kernel = tf.getKernel('AvgPoolGrad', 'cpu');
    const gradient = tf.getGradient('Cumsum');
    expect(tf.getGradient('TopK')).toBeUndefined();
    await start('fixed');
    expect(tf.getKernel('AvgPoolGrad', 'cpu')).not.toBe(kernel);
    expect(tf.getGradient('Cumsum')).not.toBe(gradient);
    expect(tf.getGradient('TopK').kernelName).toBe('TopK');
    await start('stock');
    expect(tf.getKernel('AvgPoolGrad', 'cpu')).toBe(kernel);
    expect(tf.getGradient('Cumsum')).toBe(gradient);
    expect(tf.getGradient('TopK')).toBeUndefined();
    await start('fixed');
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('replaces gradients that a package registered since', async () => {
    const ours = tf.getGradient('Cumsum');
    tf.registerGradient({ kernelName: 'Cumsum', gradFunc: () => ({}) });
    await start('fixed');
    expect(tf.getGradient('Cumsum')).toBe(ours);
  });

  it("keeps tfjs's gradient of convolutions where a backend lacks the kernels of this package", async () => {
    // the middle cell is in four windows
    const expected = [1, 2, 1, 2, 4, 2, 1, 2, 1];
    await expectClose(gradientOf(1), expected, {});
    expect(gradientOf(2).shape).toEqual([1, 3, 3, 1]);
    const kernel = tf.getKernel('TandemConv2DInputGradient', 'cpu');
    tf.unregisterKernel('TandemConv2DInputGradient', 'cpu');
    try {
      await expectClose(gradientOf(1), expected, {});
      expect(() => gradientOf(2)).toThrow('dilation rates greater than 1 are not yet supported in gradients');
    } finally {
      tf.registerKernel(kernel);
    }
  });
});
