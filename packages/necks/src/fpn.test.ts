import { INFERENCE, type LayerTrace, type Level, ParameterStore } from '@tandem-det/core';
import { describeNeck, randomFeatures } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { dispose, fill, mul, type Tensor4D, tensor, tensor4d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type FpnOptions, fpn } from './fpn.ts';

const inputs: Level[] = [
  { stride: 4, channels: 3 },
  { stride: 8, channels: 4 },
  { stride: 16, channels: 6 },
  { stride: 32, channels: 8 },
];

describeNeck('fpn, on output', () => fpn({ channels: 4 }), inputs);
describeNeck(
  'fpn, on input with a ReLU',
  () => fpn({ channels: 4, extra: 'on-input', reluBeforeExtra: true }),
  inputs,
);
describeNeck(
  'fpn, group normalisation, no extra level',
  () => fpn({ channels: 4, levels: [2, 5], norm: { kind: 'group' } }),
  inputs,
);

describeNeck('fpn, on lateral', () => fpn({ channels: 4, extra: 'on-lateral' }), inputs);
describeNeck('fpn, max-pool', () => fpn({ channels: 4, extra: 'max-pool', reluBeforeExtra: true }), inputs);

function parametersOf(options: FpnOptions, levels = inputs): ParameterStore {
  const store = new ParameterStore();
  fpn(options).build(store.scope(), levels);
  return store;
}

describe('fpn', () => {
  it('has the parameters of mmdetection', () => {
    const store = parametersOf({ channels: 5 });
    expect(store.all.map(({ name, variable }) => [name, variable.shape])).toEqual([
      ['lateral_convs.0.conv.weight', [1, 1, 4, 5]],
      ['lateral_convs.0.conv.bias', [5]],
      ['lateral_convs.1.conv.weight', [1, 1, 6, 5]],
      ['lateral_convs.1.conv.bias', [5]],
      ['lateral_convs.2.conv.weight', [1, 1, 8, 5]],
      ['lateral_convs.2.conv.bias', [5]],
      ...[0, 1, 2, 3, 4].flatMap((index) => [
        [`fpn_convs.${index}.conv.weight`, [3, 3, 5, 5]],
        [`fpn_convs.${index}.conv.bias`, [5]],
      ]),
    ]);
    store.dispose();
  });

  it('makes its first extra level from the coarsest input if told so', () => {
    const store = parametersOf({ channels: 5, extra: 'on-input' });
    expect(store.get('fpn_convs.3.conv.weight')?.variable.shape).toEqual([3, 3, 8, 5]);
    expect(store.get('fpn_convs.4.conv.weight')?.variable.shape).toEqual([3, 3, 5, 5]);
    store.dispose();
  });

  it('makes extra levels from the lateral with channels of its own, by pooling without parameters', () => {
    const lateral = parametersOf({ channels: 5, extra: 'on-lateral' });
    expect(lateral.get('fpn_convs.3.conv.weight')?.variable.shape).toEqual([3, 3, 5, 5]);
    const pooled = parametersOf({ channels: 5, extra: 'max-pool' });
    expect(pooled.all.map(({ name }) => name)).toEqual(
      parametersOf({ channels: 5, levels: [3, 5] }).all.map(({ name }) => name),
    );
    lateral.dispose();
    pooled.dispose();
  });

  it('declares levels 3 to 7', () => {
    expect(fpn().levels(inputs)).toEqual([8, 16, 32, 64, 128].map((stride) => ({ stride, channels: 256 })));
  });

  it.each([
    [{ levels: [1, 5] }, inputs, 'consecutive inputs that begin at stride 2, got strides 4, 8, 16, 32.'],
    [{ levels: [6, 7] }, inputs, 'consecutive inputs that begin at stride 64, got strides 4, 8, 16, 32.'],
    [{}, [inputs[1]!, inputs[3]!], 'consecutive inputs that begin at stride 8, got strides 8, 32.'],
  ] as const)('refuses %o', (options, levels, message) => {
    expect(() => parametersOf(options, [...levels])).toThrow(
      `fpn: expected ${message} Choose the same first level in the backbone and in the pyramid.`,
    );
  });

  it('refuses levels in the wrong order', () => {
    expect(() => fpn({ levels: [5, 3] })).toThrow(
      'fpn: levels: expected levels [first, last] with first ≤ last, got [5,3].',
    );
    expect(() => fpn({ extra: 'on-outputs' as never })).toThrow(
      'fpn: extra: expected one of "on-output", "on-input", "on-lateral", "max-pool", got "on-outputs". Did you mean "on-output"?',
    );
  });
});

describeBackends('fpn', () => {
  /** Laterals of weight 1 and 3 × 3 convolutions that copy the centre, one channel everywhere. */
  const copying = (options: FpnOptions, levels: readonly Level[]) => {
    const store = new ParameterStore();
    const run = fpn({ channels: 1, ...options }).build(store.scope(), levels);
    for (const { name, variable } of store.all) {
      if (name.endsWith('bias')) continue;
      const values = new Float32Array(variable.size);
      values[Math.floor(variable.size / 2)] = 1;
      const copy = tensor(values, variable.shape);
      variable.assign(copy);
      copy.dispose();
    }
    return { store, run };
  };

  it('adds what is coarser, upsampled to the finer map, and strides on for extra levels', async () => {
    const levels = [
      { stride: 8, channels: 1 },
      { stride: 16, channels: 1 },
    ];
    const { store, run } = copying({ levels: [3, 5] }, levels);
    const features = [fill([1, 3, 3, 1], 1) as Tensor4D, tensor4d([10, 20, 30, 40], [1, 2, 2, 1])];
    const pyramid = run(features, INFERENCE);
    // the 2 × 2 map 10, 20, 30, 40 on 3 × 3 cells: row and column floor(i · 2 / 3) = 0, 0, 1
    await expectClose(pyramid[0]!, [11, 11, 21, 11, 11, 21, 31, 31, 41], { abs: 1e-5 });
    await expectClose(pyramid[1]!, [10, 20, 30, 40], { abs: 1e-5 });
    // stride 2 with padding 1 centres the only window on the first cell
    await expectClose(pyramid[2]!, [10], { abs: 1e-5 });
    dispose([...features, ...pyramid]);
    store.dispose();
  });

  it.each([
    // what the coarsest level is multiplied by on its way: 2 by the lateral, 3 by the output, 1 by the extra levels
    ['on-input', 1],
    ['on-lateral', 2],
    ['on-output', 6],
    ['max-pool', 6],
  ] as const)('makes extra levels %s', async (extra, factor) => {
    const { store, run } = copying({ levels: [3, 5], extra, reluBeforeExtra: true }, [
      { stride: 8, channels: 1 },
    ]);
    const scale = (name: string, factor: number) => {
      const { variable } = store.get(name)!;
      const scaled = mul(variable, factor);
      variable.assign(scaled);
      scaled.dispose();
    };
    scale('lateral_convs.0.conv.weight', 2);
    scale('fpn_convs.0.conv.weight', 3);
    const features = tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    const pyramid = run([features], INFERENCE);
    // the centre of a window of 3 × 3 with padding 1 and stride 2 is every other cell: 1, 3, 7, 9
    const expected = (values: number[]) => values.map((value) => value * factor);
    await expectClose(pyramid[1]!, expected([1, 3, 7, 9]), { abs: 1e-4 });
    await expectClose(pyramid[2]!, expected([1]), { abs: 1e-4 });
    dispose([features, ...pyramid]);
    store.dispose();
  });

  it('has a ReLU before each extra convolution but the first, and none before pooling', async () => {
    for (const [extra, second] of [
      ['on-output', 0],
      ['max-pool', -1],
    ] as const) {
      const { store, run } = copying({ levels: [3, 5], extra, reluBeforeExtra: true }, [
        { stride: 8, channels: 1 },
      ]);
      const features = fill([1, 3, 3, 1], -1) as Tensor4D;
      const pyramid = run([features], INFERENCE);
      await expectClose(pyramid[1]!, [-1, -1, -1, -1], {});
      await expectClose(pyramid[2]!, [second], {});
      dispose([features, ...pyramid]);
      store.dispose();
    }
  });

  it('traces its multiply–accumulates', () => {
    const store = new ParameterStore();
    const run = fpn({ channels: 2 }).build(store.scope('neck'), inputs);
    const features = randomFeatures([0], inputs, { height: 32, width: 32 });
    const traced: LayerTrace[] = [];
    dispose([...run(features, { training: false, trace: (entry) => traced.push(entry) })]);
    const total = traced.reduce((sum, { macs }) => sum + macs, 0);
    // laterals: 16 · 4 · 2 + 4 · 6 · 2 + 1 · 8 · 2 = 192; 3 × 3 convolutions: (16 + 4 + 1 + 1 + 1) · 9 · 2 · 2 = 828
    expect(total).toBe(192 + 828);
    dispose([...features]);
    store.dispose();
  });

  it('refuses another number of maps', () => {
    const store = new ParameterStore();
    const run = fpn({ channels: 2 }).build(store.scope('neck'), inputs);
    expect(() => run([], INFERENCE)).toThrow('fpn: expected 4 feature maps, got 0.');
    store.dispose();
  });
});
