import { ExpectationError } from '@tandem-det/base';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { relu } from '../relu/relu.ts';
import { silu } from '../silu/silu.ts';
import { conv2d } from './conv2d.ts';
import type { ConvolutionAttributes } from './geometry.ts';
import { conv2dReference } from './reference.ts';

interface Case {
  readonly name: string;
  readonly x: [number, number, number, number];
  readonly filter: [number, number, number, number];
  readonly stride?: [number, number];
  readonly padding?: [number, number];
  readonly dilation?: [number, number];
  readonly groups?: number;
}

const cases: Case[] = [
  { name: '1 × 1', x: [2, 3, 5, 3], filter: [1, 1, 3, 5] },
  { name: '1 × 1, stride 2', x: [2, 5, 6, 2], filter: [1, 1, 2, 3], stride: [2, 2] },
  { name: '3 × 3, padding 1', x: [2, 4, 5, 3], filter: [3, 3, 3, 4], padding: [1, 1] },
  {
    name: '3 × 3, stride 2, padding 1, odd',
    x: [1, 7, 5, 2],
    filter: [3, 3, 2, 3],
    stride: [2, 2],
    padding: [1, 1],
  },
  {
    name: '3 × 3, stride 2, padding 1, even',
    x: [2, 6, 4, 2],
    filter: [3, 3, 2, 3],
    stride: [2, 2],
    padding: [1, 1],
  },
  {
    name: '7 × 7, stride 2, padding 3',
    x: [1, 9, 8, 3],
    filter: [7, 7, 3, 2],
    stride: [2, 2],
    padding: [3, 3],
  },
  { name: 'dilation 2', x: [1, 7, 6, 2], filter: [3, 3, 2, 3], padding: [2, 2], dilation: [2, 2] },
  {
    name: 'dilation 2, stride 2',
    x: [1, 9, 8, 2],
    filter: [3, 3, 2, 2],
    stride: [2, 2],
    padding: [2, 2],
    dilation: [2, 2],
  },
  { name: 'groups', x: [2, 4, 5, 6], filter: [3, 3, 2, 9], padding: [1, 1], groups: 3 },
  { name: 'depthwise', x: [1, 5, 4, 4], filter: [3, 3, 1, 4], padding: [1, 1], groups: 4 },
  {
    name: 'depthwise, stride 2, two outputs each',
    x: [2, 6, 5, 3],
    filter: [3, 3, 1, 6],
    stride: [2, 2],
    padding: [1, 1],
    groups: 3,
  },
  { name: 'depthwise, no padding, 5 × 5', x: [1, 6, 7, 2], filter: [5, 5, 1, 2], groups: 2 },
  {
    name: 'height and width apart',
    x: [1, 6, 9, 2],
    filter: [2, 3, 2, 3],
    stride: [1, 2],
    padding: [0, 1],
    dilation: [2, 1],
  },
  {
    name: 'channels in fours, stride 3, dilation 2',
    x: [1, 8, 7, 4],
    filter: [3, 3, 4, 4],
    stride: [3, 3],
    padding: [2, 1],
    dilation: [2, 2],
  },
  { name: 'channels beyond a tile', x: [1, 3, 3, 9], filter: [3, 3, 9, 7], padding: [1, 1] },
];

const attributes = ({
  stride = [1, 1],
  padding = [0, 0],
  dilation = [1, 1],
  groups = 1,
}: Case): ConvolutionAttributes => ({
  stride,
  padding,
  dilation,
  groups,
});

describeBackends('conv2d', () => {
  it('adds what the window covers', async () => {
    const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    const ones = tf.ones<tf.Rank.R4>([2, 2, 1, 1]);
    // 1+2+4+5, 2+3+5+6, 4+5+7+8, 5+6+8+9, each plus the bias
    await expectClose(conv2d(x, ones, { bias: tf.tensor1d([0.5]) }), [12.5, 16.5, 24.5, 28.5], {});
  });

  it('with padding 1 and stride 2 reads even cells, as PyTorch does and "same" does not', async () => {
    const x = tf.tensor4d(
      Float32Array.from({ length: 16 }, (_, i) => i + 1),
      [1, 4, 4, 1],
    );
    const middle = tf.tensor4d([0, 0, 0, 0, 1, 0, 0, 0, 0], [3, 3, 1, 1]);
    // rows 0 and 2, columns 0 and 2 of 1 … 16
    await expectClose(conv2d(x, middle, { stride: 2, padding: 1 }), [1, 3, 9, 11], {});
  });

  for (const one of cases) {
    it(`equals a sum of matrix products: ${one.name}`, async () => {
      const x = uniformTensor<tf.Rank.R4>(one.x, { low: -1, seed: 3 });
      const filter = uniformTensor<tf.Rank.R4>(one.filter, { low: -1, seed: 4 });
      const options = attributes(one);
      await expectClose(conv2d(x, filter, options), conv2dReference(x, filter, options), { abs: 1e-5 });
    });

    it(`has the gradients of its differences: ${one.name}`, async () => {
      const x = uniformTensor<tf.Rank.R4>(one.x, { low: -1, seed: 5 });
      const filter = uniformTensor<tf.Rank.R4>(one.filter, { low: -1, seed: 6 });
      const bias = uniformTensor<tf.Rank.R1>([one.filter[3]], { seed: 7 });
      const f = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
        conv2d(a as tf.Tensor4D, b as tf.Tensor4D, { ...attributes(one), bias: c as tf.Tensor1D });
      // linear in each input, so a large step costs nothing and rounding counts least
      await checkGradient(f as never, [x, filter, bias], { epsilon: 0.5, abs: 2e-5, rel: 1e-4 });
    });
  }

  it('leaves no tensor behind, forward and backward, with a bias and without', async () => {
    const x = uniformTensor<tf.Rank.R4>([2, 5, 5, 3]);
    const filter = tf.variable(uniformTensor<tf.Rank.R4>([3, 3, 3, 2])) as unknown as tf.Tensor4D;
    const bias = tf.variable(tf.tensor1d([1, 2])) as unknown as tf.Tensor1D;
    const step = () => {
      const { value, grads } = tf.variableGrads(() =>
        tf.sum(tf.add(conv2d(x, filter, { padding: 1, bias }), conv2d(x, filter, { padding: 1 }))),
      );
      tf.dispose([value, grads as unknown as tf.TensorContainer]);
    };
    step();
    await withoutLeaks(step);
    await withoutLeaks(step);
  });

  for (const activation of ['relu', 'silu'] as const) {
    const after = { relu, silu }[activation];
    for (const one of cases) {
      it(`with ${activation} equals the two ops: ${one.name}`, async () => {
        const x = uniformTensor<tf.Rank.R4>(one.x, { low: -1, seed: 3 });
        const filter = uniformTensor<tf.Rank.R4>(one.filter, { low: -1, seed: 4 });
        const bias = uniformTensor<tf.Rank.R1>([one.filter[3]], { low: -1, seed: 5 });
        const options = { ...attributes(one), bias };
        const apart = after(conv2d(x, filter, options));
        await expectClose(conv2d(x, filter, { ...options, activation }), apart, { abs: 1e-6, rel: 1e-6 });
      });
    }

    it(`with ${activation} has the gradients of the two ops, and is one kernel without`, async () => {
      const x = uniformTensor<tf.Rank.R4>([1, 4, 5, 3], { low: -1, seed: 3 });
      const filter = uniformTensor<tf.Rank.R4>([3, 3, 3, 2], { low: -1, seed: 4 });
      const fused = () => conv2d(x, filter, { padding: 1, activation });
      const apart = () => after(conv2d(x, filter, { padding: 1 }));
      const [dx, dfilter] = tf.grads(() => tf.sum(fused()))([x, filter]);
      const [expected, dexpected] = tf.grads(() => tf.sum(apart()))([x, filter]);
      await expectClose(dx!, expected!, {});
      await expectClose(dfilter!, dexpected!, {});
      const { kernelNames } = await tf.profile(() => fused());
      expect(kernelNames).toEqual(['TandemConv2D']);
    });
  }

  it('with relu keeps NaN', async () => {
    const x = tf.tensor4d([Number.NaN, -1, 2], [1, 1, 3, 1]);
    const one = tf.ones<tf.Rank.R4>([1, 1, 1, 1]);
    await expectClose(conv2d(x, one, { activation: 'relu' }), [Number.NaN, 0, 2], {});
  });

  it('does not compute gradients that nobody asks for', async () => {
    const x = uniformTensor<tf.Rank.R4>([1, 4, 4, 2]);
    const filter = uniformTensor<tf.Rank.R4>([3, 3, 2, 2]);
    const profile = await tf.profile(() =>
      tf.tidy(() => tf.grad((w) => tf.sum(conv2d(x, w as tf.Tensor4D)))(filter)),
    );
    expect(profile.kernelNames).toContain('TandemConv2DFilterGradient');
    expect(profile.kernelNames).not.toContain('TandemConv2DInputGradient');
  });
});

describe('conv2d errors', () => {
  const x = { shape: [1, 4, 4, 6] } as unknown as tf.Tensor4D;
  const filter = (shape: number[]) => ({ shape }) as unknown as tf.Tensor4D;
  const message = (work: () => unknown): string => {
    try {
      work();
    } catch (error) {
      expect(error).toBeInstanceOf(ExpectationError);
      return (error as Error).message;
    }
    return 'no error';
  };

  it('names the shape that it expected', () => {
    expect(message(() => conv2d(filter([4, 4, 6]), filter([1, 1, 6, 2])))).toBe(
      'conv2d: expected shape [B, H, W, I], got [4, 4, 6].',
    );
    expect(message(() => conv2d(x, filter([1, 1, 6, 2]), { bias: { shape: [3] } as never }))).toBe(
      'conv2d: expected shape [O] with O = 2, got [3].',
    );
  });

  it('refuses groups and filters that do not fit', () => {
    expect(message(() => conv2d(x, filter([1, 1, 6, 2]), { groups: 4 }))).toBe(
      'conv2d: expected groups that divide the channels in and out, got groups 4, 6 channels in, 2 out.',
    );
    expect(message(() => conv2d(x, filter([1, 1, 6, 2]), { groups: 2 }))).toBe(
      'conv2d: expected a filter of 3 input channels per group, got [1, 1, 6, 2].',
    );
  });

  it('refuses a kernel larger than the padded input, and fractions', () => {
    expect(message(() => conv2d(x, filter([7, 7, 6, 2]), { padding: 1 }))).toBe(
      'conv2d: expected an input no smaller than the dilated kernel, ' +
        'got 4 × 4 with padding 1, 1 and kernel 7 × 7. Use a larger input or more padding.',
    );
    expect(message(() => conv2d(x, filter([1, 1, 6, 2]), { stride: 1.5 }))).toBe(
      'conv2d: expected stride as whole numbers ≥ 1, got 1.5.',
    );
    expect(message(() => conv2d(x, filter([1, 1, 6, 2]), { padding: [0, -1] }))).toBe(
      'conv2d: expected padding as whole numbers ≥ 0, got [0,-1].',
    );
  });
});
