import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { tensor4d } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { INFERENCE } from '../context.ts';
import { ParameterStore } from '../parameters.ts';
import { CSP_STYLE, type CspLayerOptions, cspLayer } from './csp-layer.ts';
import { constant } from './initializers.ts';

const base: CspLayerOptions = { ...CSP_STYLE, inputs: 2, outputs: 4, blocks: 1 };

describeBackends('cspLayer', () => {
  it.each([
    [false, ['m.0.conv2.conv.weight [3,3,2,2]']],
    [true, ['m.0.conv2.dconv.conv.weight [3,3,1,2]', 'm.0.conv2.pconv.conv.weight [1,1,2,2]']],
  ])('has the filters of YOLOX, separable: %s', (separable, spread) => {
    const store = new ParameterStore();
    cspLayer(store.scope(), { ...base, separable });
    const filters = store.all
      .filter(({ layout }) => layout === 'convolution')
      .map(({ name, variable }) => `${name} [${variable.shape}]`);
    expect(filters).toEqual([
      'conv1.conv.weight [1,1,2,2]',
      'conv2.conv.weight [1,1,2,2]',
      'conv3.conv.weight [1,1,4,4]',
      'm.0.conv1.conv.weight [1,1,2,2]',
      ...spread,
    ]);
    store.dispose();
  });

  it.each([
    // Filters of ones on one cell. conv1 and conv2: 1 + 2 = 3 in both channels of both halves; the bottleneck:
    // 3 + 3 = 6, then (its 3 × 3 has one cell to see) 12; conv3: 2 · deep + 2 · 3.
    ['through the bottleneck', { shortcut: false }, 2 * 12 + 6],
    ['adding its input', {}, 2 * (12 + 3) + 6],
    ['without bottlenecks', { blocks: 0 }, 2 * 3 + 6],
  ])('joins two halves, %s', async (_, options, expected) => {
    const store = new ParameterStore();
    const layer = cspLayer(store.scope(), {
      ...base,
      norm: { kind: 'frozen-batch', epsilon: 0 },
      activation: 'relu',
      initializer: constant(1),
      ...options,
    });
    const x = tensor4d([1, 2], [1, 1, 1, 2]);
    const y = layer(x, INFERENCE);
    await expectClose(y, [expected, expected, expected, expected], { abs: 1e-5 });
    store.dispose();
  });
});
