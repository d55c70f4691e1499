import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { samplingGeometry } from '../ops/deformable-conv2d/geometry.ts';
import { compare, describeSimd, random } from './against-host.fixture.ts';

interface Sampling {
  /** B H W. */
  readonly x: readonly [number, number, number];
  readonly stride?: readonly [number, number];
  readonly padding?: readonly [number, number];
  readonly dilation?: readonly [number, number];
  readonly channels: number;
  readonly kernel: readonly [number, number];
  readonly groups: number;
}

describeSimd('sampling', () => {
  it.each([1, 3, 4, 33])('bilinear resizing of %i channels', (channels) => {
    const small = [2, 5, 7, channels];
    for (const alignCorners of [false, true]) {
      for (const [height, width] of [
        [5, 7],
        [11, 30],
        [1, 3],
        [16, 1],
      ] as const) {
        const attributes = { height, width, alignCorners };
        compare('TandemUpsampleBilinear', { x: random(small) }, attributes);
        const dy = random([2, height, width, channels]);
        compare('TandemUpsampleBilinearGradient', { dy }, { inputShape: small, alignCorners }, 64);
      }
    }
  });

  it.each<Sampling>([
    { x: [2, 13, 9], channels: 3, kernel: [3, 3], padding: [1, 1], groups: 1 },
    { x: [1, 40, 31], channels: 40, kernel: [3, 3], padding: [1, 1], stride: [2, 2], groups: 2 },
    { x: [3, 8, 9], channels: 12, kernel: [2, 3], padding: [0, 2], dilation: [1, 2], groups: 4 },
    { x: [2, 20, 21], channels: 72, kernel: [1, 1], groups: 1 },
  ])('deformable samples of $x, $channels channels, $groups groups', (one) => {
    const { stride = [1, 1], padding = [0, 0], dilation = [1, 1] } = one;
    const attributes = { kernel: one.kernel, stride, padding, dilation, deformableGroups: one.groups };
    const x = random([...one.x, one.channels]);
    const g = samplingGeometry('test', x.shape, attributes);
    const factors = g.taps * one.groups;
    const places = [g.batch, g.rows, g.columns];
    const offsets = tf.mul(random([...places, 2 * factors]), 5);
    const mask = random([...places, factors]);
    const dy = random([...places, g.taps, one.channels]);
    // a coordinate near 32 has rounding errors of 2 ** -19, by which its weights are off
    compare('TandemDeformableSamples', { x, offsets, mask }, attributes, 32);
    compare('TandemDeformableSamplesGradient', { x, offsets, mask, dy }, attributes, 64 * g.taps);
  });

  it.each([
    [1, 1, 1],
    [3, 1, 7],
    [2, 13, 9],
    [3, 40, 31],
  ])('boundary samples, %i of %i × %i', (...size) => {
    const boxes = random([...size, 4]);
    const inside = tf.mul(random([...size, 8]), 5);
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, -1e30, 1e9, 0, -1, 1, 1e-9];
    for (const offsets of [inside, tf.round(inside), tf.add(tf.zeros(inside.shape), odd)]) {
      compare('TandemBoundarySampling', { boxes, offsets });
      compare('TandemBoundarySamplingGradient', { boxes, offsets, dy: random(boxes.shape) }, {}, 16);
    }
    const unknown = tf.where(tf.greater(boxes, 0.9), Number.NaN, boxes);
    compare('TandemBoundarySampling', { boxes: unknown, offsets: inside });
    compare('TandemBoundarySamplingGradient', { boxes: unknown, offsets: inside, dy: unknown }, {}, 16);
  });
});
