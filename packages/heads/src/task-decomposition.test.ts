import { INFERENCE, type LayerTrace, ParameterStore } from '@tandem-det/core';
import { fillRandomly, randomMaps } from '@tandem-det/core/testing';
import { conv2d, groupNorm, relu } from '@tandem-det/kernels';
import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import {
  concat,
  mean,
  mul,
  sigmoid,
  slice,
  split,
  type Tensor1D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { taskDecomposition } from './task-decomposition.ts';

const options = {
  channels: 4,
  layers: 3,
  attention: 'layer',
  hidden: 2,
  norm: { kind: 'group', groups: 2 },
} as const;

describeBackends('taskDecomposition', () => {
  // 2 cells are fewer than the 4 channels: the features are weighed there, the filter elsewhere
  it.each([
    [2, 3],
    [1, 2],
  ])(
    'weighs each layer per image before one shared convolution, on a map of %i×%i',
    async (height, width) => {
      const store = new ParameterStore();
      const decompose = taskDecomposition(store.scope('cls_decomp'), options);
      fillRandomly(store);
      const stacked = randomMaps([0, 1], { height, width }, 12);
      const got = tidy(() => decompose(stacked, mean(stacked, [1, 2], true) as Tensor4D, INFERENCE));
      const value = <T>(name: string) => store.get(`cls_decomp.${name}`)!.variable as unknown as T;
      // The same by scaling the feature maps instead of the filter, image by image
      const expected = tidy(() => {
        const images = split(stacked, 2).map((image) => {
          const pooled = mean(image, [1, 2], true) as Tensor4D;
          const hidden = relu(conv2d(pooled, value('la_conv1.weight'), { bias: value('la_conv1.bias') }));
          const weights = sigmoid(conv2d(hidden, value('la_conv2.weight'), { bias: value('la_conv2.bias') }));
          const scaled = split(image, 3, 3).map((layer, index) =>
            mul(layer, slice(weights, [0, 0, 0, index], [1, 1, 1, 1])),
          );
          const reduced = conv2d(concat(scaled, 3) as Tensor4D, value('reduction_conv.conv.weight'));
          const [scale, offset] = [
            value<Tensor1D>('reduction_conv.gn.weight'),
            value<Tensor1D>('reduction_conv.gn.bias'),
          ];
          return relu(groupNorm(reduced, scale, offset, { groups: 2 }));
        });
        return concat(images, 0) as Tensor4D;
      });
      await expectClose(got, expected, { abs: 1e-5 });
      for (const tensor of [stacked, got, expected]) tensor.dispose();
      store.dispose();
    },
  );

  it.each([
    [2, 3],
    [1, 2],
  ])('weighs each channel of each layer with channel attention, on a map of %i×%i', async (height, width) => {
    const store = new ParameterStore();
    const decompose = taskDecomposition(store.scope('d'), { ...options, attention: 'channel' });
    fillRandomly(store);
    // hidden 2 · 12 + 2, weights 12 · 2 + 12, reduction 12 · 4, normalisation 2 · 4
    expect(store.count).toBe(26 + 36 + 48 + 8);
    const stacked = randomMaps([0], { height, width }, 12);
    const got = tidy(() => decompose(stacked, mean(stacked, [1, 2], true) as Tensor4D, INFERENCE));
    const value = <T>(name: string) => store.get(`d.${name}`)!.variable as unknown as T;
    const expected = tidy(() => {
      const pooled = mean(stacked, [1, 2], true) as Tensor4D;
      const hidden = relu(conv2d(pooled, value('la_conv1.weight'), { bias: value('la_conv1.bias') }));
      const weights = sigmoid(conv2d(hidden, value('la_conv2.weight'), { bias: value('la_conv2.bias') }));
      const scaled = mul(stacked, weights) as Tensor4D;
      const norm = [
        value<Tensor1D>('reduction_conv.gn.weight'),
        value<Tensor1D>('reduction_conv.gn.bias'),
      ] as const;
      return relu(groupNorm(conv2d(scaled, value('reduction_conv.conv.weight')), ...norm, { groups: 2 }));
    });
    await expectClose(got, expected, { abs: 1e-5 });
    for (const tensor of [stacked, got, expected]) tensor.dispose();
    store.dispose();
  });

  it('without attention is a plain convolution, with the same parameters otherwise', async () => {
    const store = new ParameterStore();
    const decompose = taskDecomposition(store.scope('d'), { ...options, attention: 'none' });
    fillRandomly(store);
    expect(store.all.map(({ name }) => name)).toEqual([
      'd.reduction_conv.conv.weight',
      'd.reduction_conv.gn.weight',
      'd.reduction_conv.gn.bias',
    ]);
    const stacked = randomMaps([0], { height: 2, width: 3 }, 12);
    const traced: LayerTrace[] = [];
    const context = { training: false, trace: (entry: LayerTrace) => traced.push(entry) };
    const got = tidy(() => decompose(stacked, mean(stacked, [1, 2], true) as Tensor4D, context));
    const value = <T>(name: string) => store.get(`d.reduction_conv.${name}`)!.variable as unknown as T;
    const expected = tidy(() =>
      relu(
        groupNorm(conv2d(stacked, value('conv.weight')), value('gn.weight'), value('gn.bias'), { groups: 2 }),
      ),
    );
    await expectClose(got, expected, { abs: 1e-6 });
    // 2 · 3 cells, 12 · 4 products
    expect(traced[0]).toEqual({
      name: 'd.reduction_conv.conv',
      kind: 'convolution',
      outputShape: [1, 2, 3, 4],
      macs: 288,
    });
    for (const tensor of [stacked, got, expected]) tensor.dispose();
    store.dispose();
  });
});
