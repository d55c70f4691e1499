import type * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { runKernelForAll } from '../run-kernel.ts';
import { compare, describeSimd, random } from './against-host.fixture.ts';

interface Convolution {
  /** B H W, channels in and out, of the filter: height, width. */
  readonly x: readonly [number, number, number];
  readonly channels: readonly [number, number];
  readonly filter: readonly [number, number];
  readonly stride?: readonly [number, number];
  readonly padding?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly groups?: number;
}

const convolutions: Convolution[] = [
  { x: [3, 5, 7], channels: [1, 1], filter: [1, 1] },
  { x: [2, 40, 30], channels: [5, 9], filter: [3, 3], padding: [1, 1] },
  { x: [2, 30, 41], channels: [33, 17], filter: [3, 3], padding: [1, 1], stride: [2, 2] },
  { x: [7, 2, 3], channels: [64, 24], filter: [3, 3], padding: [1, 1] },
  { x: [5, 1, 1], channels: [8, 16], filter: [3, 3], padding: [1, 1] },
  { x: [1, 64, 50], channels: [3, 12], filter: [7, 7], padding: [3, 3], stride: [2, 2] },
  { x: [2, 33, 20], channels: [16, 8], filter: [1, 1], stride: [2, 2] },
  { x: [2, 12, 13], channels: [16, 8], filter: [1, 1], padding: [1, 2] },
  { x: [1, 20, 18], channels: [6, 10], filter: [3, 2], padding: [2, 0], dilation: [2, 3], stride: [1, 3] },
  { x: [2, 15, 16], channels: [24, 18], filter: [3, 3], padding: [1, 1], groups: 3 },
  { x: [2, 15, 16], channels: [12, 12], filter: [3, 3], padding: [1, 1], groups: 12, stride: [2, 1] },
  { x: [3, 33, 20], channels: [33, 33], filter: [3, 3], padding: [1, 1], groups: 33 },
  { x: [2, 6, 40], channels: [8, 8], filter: [5, 2], padding: [4, 3], dilation: [1, 2], groups: 8 },
  { x: [1, 7, 9], channels: [5, 5], filter: [1, 1], stride: [2, 3], groups: 5 },
  { x: [1, 2, 3], channels: [4, 4], filter: [7, 7], padding: [3, 3], groups: 4 },
  { x: [2, 9, 8], channels: [24, 18], filter: [3, 3], groups: 3 },
  { x: [1, 9, 9], channels: [4, 4], filter: [2, 2], stride: [3, 3] },
];

describeSimd('convolution', () => {
  it.each(convolutions)('convolution of $x, channels $channels, filter $filter', (one) => {
    const { stride = [1, 1], padding = [0, 0], dilation = [1, 1], groups = 1 } = one;
    const attributes = { stride, padding, dilation, groups };
    const [inputs, outputs] = one.channels;
    const x = random([...one.x, inputs]);
    const filter = random([...one.filter, inputs / groups, outputs]);
    const taps = one.filter[0] * one.filter[1];
    const y = runKernelForAll('TandemConv2D', { x, filter }, attributes) as unknown as tf.Tensor;
    const dy = random(y.shape);
    compare('TandemConv2D', { x, filter }, attributes, (taps * inputs) / groups);
    const bias = random([outputs]);
    for (const activation of [undefined, 'relu', 'silu']) {
      const after = activation ? { ...attributes, activation } : attributes;
      compare('TandemConv2D', { x, filter, bias }, after, (taps * inputs) / groups);
    }
    compare(
      'TandemConv2DInputGradient',
      { dy, filter },
      { ...attributes, inputShape: x.shape },
      (taps * outputs) / groups,
    );
    compare(
      'TandemConv2DFilterGradient',
      { x, dy },
      { ...attributes, filterShape: filter.shape },
      y.size / outputs,
    );
  });
});
