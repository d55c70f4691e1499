import { INFERENCE, type LayerTrace, type Level, ParameterStore } from '@tandem-det/core';
import { describeNeck, randomFeatures } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { dispose, fill, type Tensor4D, tensor, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type CspPafpnOptions, cspPafpn } from './csp-pafpn.ts';

const inputs: Level[] = [
  { stride: 8, channels: 2 },
  { stride: 16, channels: 4 },
  { stride: 32, channels: 8 },
];
const small: CspPafpnOptions = { depth: 0.33, norm: { kind: 'group' } };

describeNeck('cspPafpn, group normalisation', () => cspPafpn(small), inputs);
describeNeck(
  'cspPafpn, separable, batch normalisation',
  () => cspPafpn({ depth: 0.67, separable: true, activation: 'relu' }),
  inputs,
);

describe('cspPafpn', () => {
  it('has the filters of YOLOX', () => {
    const store = new ParameterStore();
    cspPafpn({ depth: 0.33 }).build(store.scope(), inputs);
    const filters = store.all
      .filter(({ name }) => name.endsWith('conv.weight') && !/\.(conv[12]|m\.)/.test(name))
      .map(({ name, variable }) => [name, variable.shape]);
    expect(filters).toEqual([
      ['lateral_conv0.conv.weight', [1, 1, 8, 4]],
      ['C3_p4.conv3.conv.weight', [1, 1, 4, 4]],
      ['reduce_conv1.conv.weight', [1, 1, 4, 2]],
      ['C3_p3.conv3.conv.weight', [1, 1, 2, 2]],
      ['bu_conv2.conv.weight', [3, 3, 2, 2]],
      ['C3_n3.conv3.conv.weight', [1, 1, 4, 4]],
      ['bu_conv1.conv.weight', [3, 3, 4, 4]],
      ['C3_n4.conv3.conv.weight', [1, 1, 8, 8]],
    ]);
    store.dispose();
  });

  it('returns the levels that it is given', () => {
    expect(cspPafpn().levels(inputs)).toEqual(inputs);
  });

  it.each([
    ['two levels', inputs.slice(1), '16, 32'],
    ['a gap', [inputs[0]!, inputs[1]!, { stride: 64, channels: 8 }], '8, 16, 64'],
  ])('refuses %s', (_, levels, strides) => {
    const store = new ParameterStore();
    expect(() => cspPafpn().build(store.scope(), levels)).toThrow(
      `cspPafpn: expected three consecutive inputs, got strides ${strides}. ` +
        'Let the backbone return three levels, such as levels: [3, 5].',
    );
  });

  it('refuses a depth of 0', () => {
    expect(() => cspPafpn({ depth: 0 })).toThrow('cspPafpn: depth: expected a number > 0, got 0.');
  });
});

describeBackends('cspPafpn', () => {
  it('goes down and up again', async () => {
    const levels: Level[] = [8, 16, 32].map((stride) => ({ stride, channels: 2 }));
    const store = new ParameterStore();
    const run = cspPafpn({
      depth: 0.1, // no bottleneck
      norm: { kind: 'frozen-batch', epsilon: 0 },
      activation: 'none',
    }).build(store.scope(), levels);
    // Filters whose centre adds up all inputs of an output; a layer of two halves gives each of its outputs
    // twice the sum of its inputs, as each half has one channel.
    for (const { variable, layout } of store.all) {
      if (layout !== 'convolution') continue;
      const [height, width, ...channels] = variable.shape as [number, number, number, number];
      const [size, middle] = [channels[0]! * channels[1]!, Math.floor((height * width) / 2)];
      const values = new Float32Array(variable.size).fill(1, middle * size, (middle + 1) * size);
      tidy(() => variable.assign(tensor(values, variable.shape)));
    }
    // one channel counts, the other is 0: c3 = 1 on 4 × 4 cells, c4 = 10 on 2 × 2, c5 = 100 on one
    const map = (value: number, side: number) =>
      tidy(() => fill([1, side, side, 1], value).concat(fill([1, side, side, 1], 0), 3)) as Tensor4D;
    const features = [map(1, 4), map(10, 2), map(100, 1)];
    const [p3, p4, p5] = run(features, INFERENCE) as [Tensor4D, Tensor4D, Tensor4D];
    // lateral: 100 in both channels; p4 mixed: 2 · (100 + 100 + 10) = 420 in both; reduced: 840 in both
    // p3: 2 · (840 + 840 + 1) = 3362 in both
    await expectClose(p3, new Float32Array(32).fill(3362), { abs: 0, rel: 1e-6 });
    // halved: 6724 in both; p4: 2 · (2 · 6724 + 2 · 840) = 30256 in both
    await expectClose(p4, new Float32Array(8).fill(30256), { abs: 0, rel: 1e-6 });
    // halved: 60512 in both; p5: 2 · (2 · 60512 + 2 · 100) = 242448
    await expectClose(p5, [242448, 242448], { abs: 0, rel: 1e-6 });
    dispose([...features, p3, p4, p5]);
    store.dispose();
  });

  it('upsamples to the finer map’s own size', () => {
    const store = new ParameterStore();
    const run = cspPafpn(small).build(store.scope(), inputs);
    const features = randomFeatures([0], inputs, { height: 40, width: 72 });
    const shapes = run(features, INFERENCE).map(({ shape }) => shape);
    expect(shapes).toEqual([
      [1, 5, 9, 2],
      [1, 3, 5, 4],
      [1, 2, 3, 8],
    ]);
    store.dispose();
  });

  it('traces its multiply–accumulates', () => {
    const store = new ParameterStore();
    const run = cspPafpn({ depth: 0.33 }).build(store.scope('neck'), inputs);
    const features = randomFeatures([0], inputs, { height: 32, width: 32 });
    const traced: LayerTrace[] = [];
    dispose([...run(features, { training: false, trace: (entry) => traced.push(entry) })]);
    const total = traced.reduce((sum, { macs }) => sum + macs, 0);
    // maps of 16, 4 and 1 cells; a layer of c in, o out: 2 · c · o / 2, (o/2)² + 9 (o/2)², o²
    const layer = (c: number, o: number) => c * o + 10 * (o / 2) ** 2 + o * o;
    expect(total).toBe(
      32 + 4 * layer(8, 4) + 4 * 8 + 16 * layer(4, 2) + 4 * 36 + 4 * layer(4, 4) + 144 + layer(8, 8),
    );
    dispose([...features]);
    store.dispose();
  });

  it('refuses another number of maps', () => {
    const store = new ParameterStore();
    const run = cspPafpn(small).build(store.scope(), inputs);
    const one = tensor4d([1], [1, 1, 1, 1]);
    expect(() => run([one], INFERENCE)).toThrow('cspPafpn: expected 3 feature maps, got 1.');
    store.dispose();
  });
});
