import { INFERENCE, type LayerTrace, type Level, ParameterStore } from '@tandem-det/core';
import { describeNeck, randomFeatures } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { dispose, fill, type Tensor4D, tensor, tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { pafpn } from './pafpn.ts';

const inputs: Level[] = [
  { stride: 4, channels: 3 },
  { stride: 8, channels: 4 },
  { stride: 16, channels: 6 },
  { stride: 32, channels: 8 },
];

describeNeck('pafpn', () => pafpn({ channels: 4 }), inputs);
describeNeck(
  'pafpn, on input, group normalisation',
  () => pafpn({ channels: 4, levels: [2, 6], extra: 'on-input', norm: { kind: 'group' } }),
  inputs,
);

describe('pafpn', () => {
  it('has the parameters of mmdetection', () => {
    const store = new ParameterStore();
    pafpn({ channels: 5, levels: [3, 6] }).build(store.scope(), inputs);
    const filters = store.all
      .filter(({ name }) => name.endsWith('.weight'))
      .map(({ name, variable }) => `${name} [${variable.shape}]`);
    expect(filters.sort()).toEqual([
      'downsample_convs.0.conv.weight [3,3,5,5]',
      'downsample_convs.1.conv.weight [3,3,5,5]',
      ...[0, 1, 2, 3].map((index) => `fpn_convs.${index}.conv.weight [3,3,5,5]`),
      'lateral_convs.0.conv.weight [1,1,4,5]',
      'lateral_convs.1.conv.weight [1,1,6,5]',
      'lateral_convs.2.conv.weight [1,1,8,5]',
      'pafpn_convs.0.conv.weight [3,3,5,5]',
      'pafpn_convs.1.conv.weight [3,3,5,5]',
    ]);
    store.dispose();
  });

  it('names itself in errors', () => {
    expect(() => pafpn({ levels: [5, 3] })).toThrow(
      'pafpn: levels: expected levels [first, last] with first ≤ last, got [5,3].',
    );
    const store = new ParameterStore();
    expect(() => pafpn({ levels: [1, 5] }).build(store.scope(), inputs)).toThrow(
      'pafpn: expected consecutive inputs that begin at stride 2, got strides 4, 8, 16, 32.',
    );
  });
});

describeBackends('pafpn', () => {
  it('adds what is coarser on the way down, what is finer on the way up', async () => {
    const levels = [
      { stride: 8, channels: 1 },
      { stride: 16, channels: 1 },
    ];
    const store = new ParameterStore();
    const run = pafpn({ channels: 1, levels: [3, 5] }).build(store.scope(), levels);
    // laterals of weight 1, and 3 × 3 convolutions that copy the centre
    for (const { name, variable } of store.all) {
      if (name.endsWith('bias')) continue;
      const values = new Float32Array(variable.size);
      values[Math.floor(variable.size / 2)] = 1;
      const copy = tensor(values, variable.shape);
      variable.assign(copy);
      copy.dispose();
    }
    const features = [fill([1, 3, 3, 1], 1) as Tensor4D, tensor4d([10, 20, 30, 40], [1, 2, 2, 1])];
    const pyramid = run(features, INFERENCE);
    // down: the 2 × 2 map on 3 × 3 cells, row and column floor(i · 2 / 3) = 0, 0, 1
    await expectClose(pyramid[0]!, [11, 11, 21, 11, 11, 21, 31, 31, 41], { abs: 1e-5 });
    // up: rows and columns 0 and 2 of that, 11, 21, 31, 41
    await expectClose(pyramid[1]!, [21, 41, 61, 81], { abs: 1e-5 });
    // the extra level is made from the result
    await expectClose(pyramid[2]!, [21], { abs: 1e-5 });
    dispose([...features, ...pyramid]);
    store.dispose();
  });

  it('traces its multiply–accumulates', () => {
    const store = new ParameterStore();
    const run = pafpn({ channels: 2, levels: [3, 5] }).build(store.scope('neck'), inputs);
    const features = randomFeatures([0], inputs, { height: 32, width: 32 });
    const traced: LayerTrace[] = [];
    dispose([...run(features, { training: false, trace: (entry) => traced.push(entry) })]);
    const total = traced.reduce((sum, { macs }) => sum + macs, 0);
    // laterals: 16 · 4 · 2 + 4 · 6 · 2 + 8 · 2 = 192; 3 × 3 of 36 products each: 16 + 4 + 1 cells down, and
    // on 4 and 1 cells two each
    expect(total).toBe(192 + 36 * (21 + 2 * 5));
    dispose([...features]);
    store.dispose();
  });
});
