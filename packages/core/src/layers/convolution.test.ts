import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { tensor4d, tidy } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { INFERENCE, type LayerTrace } from '../context.ts';
import { ParameterStore } from '../parameters.ts';
import { convolution } from './convolution.ts';
import { constant } from './initializers.ts';

describeBackends('convolution', () => {
  it('keeps the size at stride 1 and adds the bias', async () => {
    const store = new ParameterStore();
    const layer = convolution(store.scope('head.conv'), {
      inputs: 1,
      outputs: 1,
      initializer: constant(1),
      biasInitializer: constant(0.5),
    });
    const y = tidy(() => layer(tensor4d([1, 2, 3, 4], [1, 2, 2, 1]), INFERENCE));
    // every 3 × 3 window covers all four cells: 1 + 2 + 3 + 4 + 0.5
    await expectClose(y, [10.5, 10.5, 10.5, 10.5], { abs: 1e-5 });
    expect(store.all.map(({ name, role, layout }) => [name, role, layout])).toEqual([
      ['head.conv.weight', 'weight', 'convolution'],
      ['head.conv.bias', 'bias', 'plain'],
    ]);
    y.dispose();
    store.dispose();
  });

  it('has no bias where none is wanted', () => {
    const store = new ParameterStore();
    convolution(store.scope('conv'), { inputs: 2, outputs: 3, kernel: 1, bias: false });
    expect(store.all.map(({ name }) => name)).toEqual(['conv.weight']);
    expect(store.count).toBe(6);
    store.dispose();
  });

  it('traces its multiply–accumulates', () => {
    const store = new ParameterStore();
    const layer = convolution(store.scope('conv'), { inputs: 4, outputs: 6, stride: 2, groups: 2 });
    const traced: LayerTrace[] = [];
    tidy(() => {
      layer(tensor4d(new Float32Array(2 * 5 * 4 * 4), [2, 5, 4, 4]), {
        training: false,
        trace: (entry) => traced.push(entry),
      });
    });
    // 2 images, 3 × 2 cells, 6 channels out of 3 · 3 · 4 / 2 products: 2 · 6 · 6 · 18 = 1296
    expect(traced).toEqual([{ name: 'conv', kind: 'convolution', outputShape: [2, 3, 2, 6], macs: 1296 }]);
    store.dispose();
  });
});
