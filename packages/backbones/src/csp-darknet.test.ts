import { INFERENCE, type LayerTrace, ParameterStore } from '@tandem-det/core';
import { describeBackbone, randomMaps } from '@tandem-det/core/testing';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import { dispose } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type CspDarknetOptions, cspDarknet } from './csp-darknet.ts';

const narrow: CspDarknetOptions = { depth: 0.33, width: 1 / 16, norm: { kind: 'group' } };

describeBackbone('cspDarknet, group normalisation', () => cspDarknet(narrow));
describeBackbone('cspDarknet, separable, batch normalisation, all levels', () =>
  cspDarknet({ depth: 0.33, width: 1 / 16, separable: true, activation: 'leaky-relu', levels: [2, 5] }),
);

function parametersOf(options: CspDarknetOptions): ParameterStore {
  const store = new ParameterStore();
  cspDarknet(options).build(store.scope());
  return store;
}

describe('cspDarknet', () => {
  it('declares levels 3 to 5 of the wide network', () => {
    expect(cspDarknet().levels).toEqual([
      { stride: 8, channels: 256 },
      { stride: 16, channels: 512 },
      { stride: 32, channels: 1024 },
    ]);
  });

  it.each([
    // YOLOX: max(round(3 · depth), 1), three times that in dark3 and dark4
    [0.1, [1, 3, 3, 1]],
    [0.33, [1, 3, 3, 1]],
    [0.67, [2, 6, 6, 2]],
    [1.33, [4, 12, 12, 4]],
  ])('has with a depth of %d bottlenecks %o', (depth, expected) => {
    const store = parametersOf({ depth, width: 1 / 32 });
    const names = store.all.map(({ name }) => name);
    const bottlenecks = [2, 3, 4, 5].map(
      (stage) =>
        names.filter(
          (name) => new RegExp(`dark${stage}.*conv1.conv.weight`).test(name) && name.includes('.m.'),
        ).length,
    );
    expect(bottlenecks).toEqual(expected);
    store.dispose();
  });

  it('has the names of YOLOX', () => {
    const store = parametersOf({ depth: 0.1, width: 1 / 32 });
    const filters = store.all.filter(({ layout }) => layout === 'convolution').map(({ name }) => name);
    expect(filters.slice(0, 7)).toEqual([
      'stem.conv.conv.weight',
      'dark2.0.conv.weight',
      'dark2.1.conv1.conv.weight',
      'dark2.1.conv2.conv.weight',
      'dark2.1.conv3.conv.weight',
      'dark2.1.m.0.conv1.conv.weight',
      'dark2.1.m.0.conv2.conv.weight',
    ]);
    expect(filters).toContain('dark5.1.conv2.conv.weight');
    expect(filters).toContain('dark5.2.m.0.conv2.conv.weight');
    store.dispose();
  });

  it.each([
    [{ depth: 0 }, 'cspDarknet: depth: expected a number > 0, got 0.'],
    [{ width: 0.01 }, 'cspDarknet: width: expected a width of 1/32 (2 channels) or more, got 0.01.'],
    [{ levels: [1, 5] }, 'cspDarknet: levels: expected levels [first, last] from 2 to 5, got [1,5].'],
    [{ levels: [5, 4] }, 'cspDarknet: levels: expected levels [first, last] from 2 to 5, got [5,4].'],
  ] as const)('refuses %o', (options, message) => {
    expect(() => cspDarknet(options)).toThrow(message);
  });
});

describeBackends('cspDarknet', () => {
  it('traces each layer with its multiply–accumulates', () => {
    const store = new ParameterStore();
    const run = cspDarknet({ depth: 0.33, width: 1 / 16, levels: [2, 2] }).build(store.scope('backbone'));
    const images = randomMaps([0], { height: 32, width: 32 }, 3);
    const traced: LayerTrace[] = [];
    dispose([...run(images, { training: false, trace: (entry) => traced.push(entry) })]);
    const total = traced.reduce((sum, { macs }) => sum + macs, 0);
    // stem: 16 · 16 cells, 4 channels, 9 · 12 products; dark2 on 8 · 8 cells: 3 × 3 from 4 to 8 channels, then
    // 1 × 1 from 8 to 4 twice, in the bottleneck 1 × 1 and 3 × 3 from 4 to 4, and 1 × 1 from 8 to 8
    expect(total).toBe(256 * 4 * 108 + 64 * (8 * 36 + 2 * 32 + 16 + 16 * 9 + 64));
    images.dispose();
    store.dispose();
  });

  it('is the same network for every choice of levels', async () => {
    const images = randomMaps([0], { height: 64, width: 64 }, 3);
    const run = (levels: [number, number]) => {
      const store = new ParameterStore(3);
      const features = cspDarknet({ ...narrow, levels }).build(store.scope())(images, INFERENCE);
      store.dispose();
      return features;
    };
    const [all, some] = [run([2, 5]), run([4, 5])];
    for (const [index, map] of some.entries()) await expectClose(map, all[index + 2]!, {});
    dispose([images, ...all, ...some]);
  });

  it('refuses images that are not RGB', () => {
    const store = new ParameterStore();
    const run = cspDarknet(narrow).build(store.scope());
    const images = randomMaps([0], { height: 32, width: 32 }, 1);
    expect(() => run(images, INFERENCE)).toThrow(
      'cspDarknet: expected shape [B, H, W, 3] with B = 1, H = 32, W = 32, got [1, 32, 32, 1].',
    );
    images.dispose();
    store.dispose();
  });
});
