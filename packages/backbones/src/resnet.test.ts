import { INFERENCE, type LayerTrace, ParameterStore, TRAINING } from '@tandem-det/core';
import { describeBackbone, randomMaps } from '@tandem-det/core/testing';
import { describeBackends, describeOnce, expectClose } from '@tandem-det/kernels/testing';
import { dispose } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { type ResNetDepth, resnet } from './resnet.ts';

describeBackbone('resnet18, batch', () => resnet({ depth: 18, width: 4, levels: [2, 5] }));
describeBackbone('resnet18, frozen batch, two stages frozen', () =>
  resnet({ depth: 18, width: 4, norm: { kind: 'frozen-batch' }, frozenStages: 2 }),
);
describeBackbone('resnet50, group', () => resnet({ depth: 50, width: 4, norm: { kind: 'group' } }));
describeBackbone('resnext50, two groups', () =>
  resnet({ depth: 50, width: 4, groups: 2, groupWidth: 2, stemWidth: 6, levels: [2, 4] }),
);
describeBackbone('resnet50, deformable, version 1', () =>
  resnet({ depth: 50, width: 4, deformable: { version: 1, levels: [4, 5] } }),
);
describeBackbone('resnext50, deformable in two groups', () =>
  resnet({ depth: 50, width: 4, groups: 2, groupWidth: 2, deformable: { groups: 2 } }),
);

function parametersOf(options: Parameters<typeof resnet>[0]): ParameterStore {
  const store = new ParameterStore();
  resnet(options).build(store.scope());
  return store;
}

describeOnce('resnet', () => {
  // The counts of torchvision's models without their last layer (512 or 2048 · 1000 + 1000 values)
  it.each<[ResNetDepth, number]>([
    [18, 11_689_512 - 513_000],
    [34, 21_797_672 - 513_000],
    [50, 25_557_032 - 2_049_000],
    [101, 44_549_160 - 2_049_000],
  ])('of depth %i has the parameters of torchvision', (depth, expected) => {
    const store = parametersOf({ depth });
    expect(store.count).toBe(expected);
    store.dispose();
  });

  it.each([
    // torchvision's resnext101_64x4d and resnext50_32x4d without 2048 · 1000 + 1000 values
    [{ depth: 101, groups: 64, groupWidth: 4 }, 83_455_272 - 2_049_000],
    [{ depth: 50, groups: 32, groupWidth: 4 }, 25_028_904 - 2_049_000],
    // wide_resnet50_2
    [{ depth: 50, groupWidth: 128 }, 68_883_240 - 2_049_000],
  ] as const)('of %o has the parameters of torchvision', (options, expected) => {
    const store = parametersOf(options);
    expect(store.count).toBe(expected);
    store.dispose();
  });

  it('has deformable convolutions in the stages asked for, under the names of mmdetection', () => {
    const store = parametersOf({ depth: 50, width: 4, deformable: { version: 1, groups: 2, levels: [5] } });
    const shape = (name: string) => store.get(name)?.variable.shape;
    // 2 · 9 · 2 channels of offsets
    expect(shape('layer4.0.conv2.conv_offset.weight')).toEqual([3, 3, 32, 36]);
    expect(shape('layer4.2.conv2.conv_offset.bias')).toEqual([36]);
    expect(shape('layer3.5.conv2.conv_offset.weight')).toBeUndefined();
    store.dispose();
  });

  it('names its parameters as torchvision does', () => {
    const store = parametersOf({ depth: 50, width: 4 });
    const names = store.all.map(({ name }) => name);
    expect(names.slice(0, 6)).toEqual([
      'conv1.weight',
      'bn1.weight',
      'bn1.bias',
      'bn1.running_mean',
      'bn1.running_var',
      'layer1.0.conv1.weight',
    ]);
    expect(names).toContain('layer1.0.downsample.0.weight');
    expect(names).toContain('layer4.2.bn3.running_var');
    expect(names).not.toContain('layer1.1.downsample.0.weight');
    store.dispose();
  });

  it('names group normalisations gn', () => {
    const store = parametersOf({ depth: 18, width: 8, norm: { kind: 'group' } });
    expect(store.all.filter(({ role }) => role === 'norm').map(({ name }) => name.split('.').at(-2))).toEqual(
      expect.arrayContaining(['gn1', 'gn2', '1']),
    );
    expect(store.all.some(({ name }) => name.includes('bn'))).toBe(false);
    store.dispose();
  });

  it('has no stages that no level needs', () => {
    const store = parametersOf({ depth: 18, width: 4, levels: [2, 3] });
    expect(store.all.some(({ name }) => name.startsWith('layer3'))).toBe(false);
    expect(resnet({ depth: 18, width: 4, levels: [2, 3] }).levels).toEqual([
      { stride: 4, channels: 4 },
      { stride: 8, channels: 8 },
    ]);
    expect(resnet({ depth: 50, width: 4 }).levels.map(({ channels }) => channels)).toEqual([32, 64, 128]);
    store.dispose();
  });

  it.each([
    [0, 'conv1.weight'],
    [1, 'layer2.0.conv1.weight'],
    [3, 'layer4.0.conv1.weight'],
    [4, undefined],
  ] as const)('with %i frozen stages trains from %s on', (frozenStages, first) => {
    const store = parametersOf({ depth: 18, width: 4, frozenStages });
    expect(store.trainable[0]?.name).toBe(first);
    store.dispose();
  });

  it('starts each block as its shortcut if told so', async () => {
    const plain = parametersOf({ depth: 18, width: 4 });
    const zero = parametersOf({ depth: 18, width: 4, zeroInitialize: true });
    const scale = (store: ParameterStore, name: string) => store.get(name)!.variable.array();
    expect(await scale(plain, 'layer1.0.bn2.weight')).toEqual([1, 1, 1, 1]);
    expect(await scale(zero, 'layer1.0.bn2.weight')).toEqual([0, 0, 0, 0]);
    expect(await scale(zero, 'layer1.0.bn1.weight')).toEqual([1, 1, 1, 1]);
    plain.dispose();
    zero.dispose();
  });

  it.each([
    [{ depth: 20 as 18 }, 'resnet: depth: expected one of 18, 34, 50, 101, 152, got 20.'],
    [{ levels: [1, 5] }, 'resnet: levels: expected levels [first, last] from 2 to 5, got [1,5].'],
    [{ levels: [4, 3] }, 'resnet: levels: expected levels [first, last] from 2 to 5, got [4,3].'],
    [{ frozenStages: 5 as 4 }, 'resnet: frozenStages: expected one of 0, 1, 2, 3, 4, got 5.'],
    [{ width: 0 }, 'resnet: width: expected a whole number ≥ 1, got 0.'],
    [{ groups: 0 }, 'resnet: groups: expected a whole number ≥ 1, got 0.'],
    [{ deformable: { levels: [1] } }, 'resnet: deformable.levels.0: expected a level from 2 to 5, got 1.'],
    [
      { depth: 18, deformable: {} },
      'resnet: expected a depth with bottlenecks, 50 or more, for groups and deformable convolutions, got basic blocks.',
    ],
  ] as const)('refuses %o', (options, message) => {
    expect(() => resnet(options)).toThrow(message);
  });
});

describeBackends('resnet', () => {
  it('traces each layer with its multiply–accumulates', () => {
    const store = new ParameterStore();
    const run = resnet({ depth: 18, width: 4, levels: [2, 2] }).build(store.scope('backbone'));
    const images = randomMaps([0], { height: 32, width: 32 }, 3);
    const traced: LayerTrace[] = [];
    dispose([...run(images, { training: false, trace: (entry) => traced.push(entry) })]);
    expect(traced.slice(0, 3).map(({ name, macs }) => [name, macs])).toEqual([
      // 16 · 16 cells, 4 channels, 7 · 7 · 3 products
      ['backbone.conv1', 16 * 16 * 4 * 147],
      ['backbone.bn1', 0],
      ['backbone.maxpool', 0],
    ]);
    // four 3 × 3 convolutions 4 → 4 on 8 × 8 cells
    const blocks = traced.slice(3).reduce((sum, { macs }) => sum + macs, 0);
    expect(blocks).toBe(4 * 8 * 8 * 4 * 36);
    images.dispose();
    store.dispose();
  });

  it.each([
    ['pytorch', [4, 2, 2]],
    ['caffe', [2, 2, 2]],
  ] as const)('halves the maps in the convolution that the style %s has it in', (style, heights) => {
    const store = new ParameterStore();
    const run = resnet({ depth: 50, width: 4, style, levels: [3, 3] }).build(store.scope());
    const images = randomMaps([0], { height: 16, width: 16 }, 3);
    const traced: LayerTrace[] = [];
    dispose([...run(images, { training: false, trace: (entry) => traced.push(entry) })]);
    // layer2 begins with the 4 × 4 map of stride 4; conv1, conv2, conv3 of its first block
    const found = ['conv1', 'conv2', 'conv3'].map(
      (name) => traced.find((entry) => entry.name === `layer2.0.${name}`)!.outputShape[1],
    );
    expect(found).toEqual(heights);
    images.dispose();
    store.dispose();
  });

  it('keeps the statistics of frozen stages in training', async () => {
    const store = new ParameterStore();
    const run = resnet({ depth: 18, width: 4, frozenStages: 1 }).build(store.scope());
    const images = randomMaps([0, 1], { height: 32, width: 32 }, 3);
    dispose([...run(images, TRAINING)]);
    const mean = (name: string) => store.get(`${name}.running_mean`)!.variable.array() as Promise<number[]>;
    expect(await mean('bn1')).toEqual([0, 0, 0, 0]);
    expect(await mean('layer1.1.bn2')).toEqual([0, 0, 0, 0]);
    expect((await mean('layer2.0.bn1')).every((value) => value !== 0)).toBe(true);
    images.dispose();
    store.dispose();
  });

  it('is the same network for every choice of levels', async () => {
    const images = randomMaps([0], { height: 32, width: 32 }, 3);
    const run = (levels: [number, number]) => {
      const store = new ParameterStore(3);
      const features = resnet({ depth: 18, width: 4, levels }).build(store.scope())(images, INFERENCE);
      store.dispose();
      return features;
    };
    const [all, some] = [run([2, 5]), run([4, 5])];
    for (const [index, map] of some.entries()) await expectClose(map, all[index + 2]!, {});
    dispose([images, ...all, ...some]);
  });

  it('refuses images that are not RGB', () => {
    const store = new ParameterStore();
    const run = resnet({ depth: 18, width: 4 }).build(store.scope());
    const images = randomMaps([0], { height: 32, width: 32 }, 1);
    expect(() => run(images, INFERENCE)).toThrow(
      'resnet: expected shape [B, H, W, 3] with B = 1, H = 32, W = 32, got [1, 32, 32, 1].',
    );
    images.dispose();
    store.dispose();
  });
});
