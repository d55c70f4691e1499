import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { upsampleBilinear } from './upsample-bilinear.ts';

const row = (...values: number[]) => tf.tensor4d(values, [1, 1, values.length, 1]);

const sizes: [[number, number, number, number], number, number][] = [
  [[2, 2, 3, 2], 4, 6],
  [[1, 3, 5, 5], 7, 9],
  [[1, 5, 7, 2], 3, 2],
  [[2, 1, 1, 2], 3, 2],
  [[1, 4, 3, 1], 1, 1],
  [[1, 3, 1, 2], 5, 1],
];

describeBackends('upsampleBilinear', () => {
  it('lays the centres of the cells over each other', async () => {
    // 2 to 4: places (i + 0.5) / 2 - 0.5 = -0.25, 0.25, 0.75, 1.25; the outer ones are kept within 0 and 1
    const y = upsampleBilinear(row(10, 30), { height: 1, width: 4 });
    await expectClose(y, [10, 15, 25, 30], { rel: 1e-6 });
    // 5 to 2, without smoothing: places 0.5 · 2.5 - 0.5 = 0.75 and 3.25
    const less = upsampleBilinear(row(0, 4, 8, 12, 32), { height: 1, width: 2 });
    await expectClose(less, [3, 17], { rel: 1e-6 });
  });

  it('lays the corner cells onto each other with alignCorners', async () => {
    // 2 to 5: places 0, 0.25, 0.5, 0.75, 1
    const y = upsampleBilinear(row(10, 30), { height: 1, width: 5, alignCorners: true });
    await expectClose(y, [10, 15, 20, 25, 30], { rel: 1e-6 });
    // to one cell: place 0
    await expectClose(upsampleBilinear(row(7, 30), { height: 1, width: 1, alignCorners: true }), [7], {});
  });

  it('mixes rows and columns, in every image and channel', async () => {
    // to the middle of four cells: their mean; the second channel is ten times the first, the second image 100 more
    const first = [1, 10, 2, 20, 3, 30, 6, 60];
    const x = tf.tensor4d([...first, ...first.map((value) => value + 100)], [2, 2, 2, 2]);
    await expectClose(upsampleBilinear(x, { height: 1, width: 1 }), [3, 30, 103, 130], { rel: 1e-6 });
  });

  it('repeats a single cell', async () => {
    const x = tf.tensor4d([3, 5], [1, 1, 1, 2]);
    for (const alignCorners of [false, true]) {
      await expectClose(
        upsampleBilinear(x, { height: 2, width: 2, alignCorners }),
        [3, 5, 3, 5, 3, 5, 3, 5],
        {},
      );
    }
  });

  it('gives each cell the parts of those that read it as gradient', async () => {
    // 2 to 4: the first cell has 1 + 0.75 + 0.25 + 0, over two equal rows
    const f = (x: tf.Tensor) => tf.sum(upsampleBilinear(x as tf.Tensor4D, { height: 2, width: 4 }));
    await expectClose(tf.grad(f)(tf.zeros([2, 1, 2, 1])), [4, 4, 4, 4], { rel: 1e-6 });
  });

  for (const alignCorners of [false, true]) {
    for (const [shape, height, width] of sizes) {
      it(`has the gradients of its differences: ${shape} to ${height} × ${width}, ${alignCorners}`, async () => {
        const x = uniformTensor<tf.Rank.R4>(shape, { low: -1 });
        const f = (one: tf.Tensor) => upsampleBilinear(one as tf.Tensor4D, { height, width, alignCorners });
        await checkGradient(f, [x], { epsilon: 0.5, abs: 2e-6, rel: 1e-5 });
      });
    }
  }

  it('leaves a map of its own size as it is, and no tensor behind', async () => {
    const x = uniformTensor<tf.Rank.R4>([2, 3, 4, 2]);
    await expectClose(upsampleBilinear(x, { height: 3, width: 4 }), x, { abs: 1e-6 });
    const f = (one: tf.Tensor) => tf.sum(upsampleBilinear(one as tf.Tensor4D, { height: 6, width: 6 }));
    (await withoutLeaks(() => tf.grad(f)(x))).dispose();
  });

  it('keeps NaN to the cells that read it', async () => {
    const y = upsampleBilinear(row(Number.NaN, 1, 2), { height: 1, width: 6 });
    await expectClose(y, [NaN, NaN, NaN, 1.25, 1.75, 2], { rel: 1e-6 });
  });
});

describe('upsampleBilinear errors', () => {
  const shaped = (...shape: number[]) => ({ shape }) as unknown as tf.Tensor4D;
  it('refuses sizes below one cell', () => {
    expect(() => upsampleBilinear(shaped(1, 2, 2, 1), { height: 0, width: 2 })).toThrow(
      'upsampleBilinear: expected height and width as whole numbers ≥ 1, got 0 × 2.',
    );
    expect(() => upsampleBilinear(shaped(1, 0, 2, 1), { height: 2, width: 2 })).toThrow(
      'upsampleBilinear: expected a map of at least one cell, got [1, 0, 2, 1].',
    );
  });
});
