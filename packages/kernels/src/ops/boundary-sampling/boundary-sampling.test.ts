import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  uniformValues,
  withoutLeaks,
} from '../../testing/index.ts';
import { boundarySampling } from './boundary-sampling.ts';
import { boundarySamplingReference } from './reference.ts';

/** One row of two cells whose four sides are 1 … 4 and 10 … 40. */
const pair = () => tf.tensor4d([1, 2, 3, 4, 10, 20, 30, 40], [1, 1, 2, 4]);

/** Offsets of one cell, the same in every cell of a map of this size. */
const everywhere = (height: number, width: number, offsets: number[]) =>
  tf.tile(tf.tensor4d(offsets, [1, 1, 1, 8]), [1, height, width, 1]) as tf.Tensor4D;

describeBackends('boundarySampling', () => {
  it('with offsets of 0 returns the boxes', async () => {
    const boxes = uniformTensor<tf.Rank.R4>([2, 3, 5, 4], { low: -10, high: 500 });
    await expectClose(boundarySampling(boxes, tf.zeros([2, 3, 5, 8])), boxes, {});
  });

  it('reads each side at its own place', async () => {
    const offsets = everywhere(1, 2, [0, 1, 0, -1, 0, 0.25, -0.5, 0]);
    const expected = [
      // cell 0: x1 from cell 1; y1 from outside; x2 = 0.75 · 3 + 0.25 · 30; y2 half a row up: 0.5 · 4 + 0.5 · 0
      [10, 0, 9.75, 2],
      // cell 1: x1 from outside; y1 from cell 0; x2 = 0.75 · 30 + 0.25 · 0; y2 = 0.5 · 40
      [0, 2, 22.5, 20],
    ];
    await expectClose(boundarySampling(pair(), offsets), expected.flat(), {});
  });

  it('is 0 from one cell outside on, in every direction', async () => {
    const boxes = tf.ones<tf.Rank.R4>([1, 1, 1, 4]);
    await expectClose(
      boundarySampling(boxes, everywhere(1, 1, [-1, 0, 1, 0, 0, -1, 0, 1])),
      [0, 0, 0, 0],
      {},
    );
    await expectClose(
      boundarySampling(boxes, everywhere(1, 1, [-9, 0, 1e6, 0, 0, -1e6, 7, 7])),
      [0, 0, 0, 0],
      {},
    );
    // three quarters outside: the corner that is left weighs a quarter, two axes a sixteenth
    await expectClose(
      boundarySampling(boxes, everywhere(1, 1, [-0.75, 0, 0.75, 0, 0, -0.75, 0.75, 0.75])),
      [0.25, 0.25, 0.25, 0.0625],
      {},
    );
  });

  it('equals four gathers for offsets in and beyond the map', async () => {
    const boxes = uniformTensor<tf.Rank.R4>([2, 4, 6, 4], { low: -50, high: 300, seed: 2 });
    const offsets = uniformTensor<tf.Rank.R4>([2, 4, 6, 8], { low: -6, high: 6, seed: 3 });
    await expectClose(boundarySampling(boxes, offsets), boundarySamplingReference(boxes, offsets), {
      abs: 1e-3,
    });
  });

  it('has the gradients of its differences between whole coordinates', async () => {
    const boxes = uniformTensor<tf.Rank.R4>([2, 3, 4, 4], { low: -1, seed: 4 });
    // a whole number of cells plus 0.2 … 0.8, so that no step of 0.1 crosses one
    const whole = uniformValues(2 * 3 * 4 * 8, { low: -3, high: 3, seed: 5 }).map(Math.floor);
    const part = uniformValues(whole.length, { low: 0.2, high: 0.8, seed: 6 });
    const offsets = tf.tensor4d(
      whole.map((value, i) => value + part[i]!),
      [2, 3, 4, 8],
    );
    const f = (...[a, b]: tf.Tensor[]) => boundarySampling(a as tf.Tensor4D, b as tf.Tensor4D);
    await checkGradient(f, [boxes, offsets], { epsilon: 0.1, abs: 2e-5, rel: 1e-4 });
  });

  it('at whole coordinates takes the derivative from above', async () => {
    const f = (offsets: tf.Tensor) => tf.sum(boundarySampling(pair(), offsets as tf.Tensor4D));
    const gradient = await tf
      .grad(f)(tf.zeros([1, 1, 2, 8]))
      .data();
    // cell 0, x1: down there is nothing (0 - 1), to the right 10 - 1; cell 1, y2: 0 - 40 both ways
    expect([...gradient.slice(0, 2), ...gradient.slice(14)]).toEqual([-1, 9, -40, -40]);
  });

  it('leaves no tensor behind', async () => {
    const inputs = [uniformTensor<tf.Rank.R4>([1, 3, 3, 4]), uniformTensor<tf.Rank.R4>([1, 3, 3, 8])];
    const f = (...[a, b]: tf.Tensor[]) => tf.sum(boundarySampling(a as tf.Tensor4D, b as tf.Tensor4D));
    tf.dispose(await withoutLeaks(() => tf.grads(f)(inputs)));
  });
});

describe('boundarySampling errors', () => {
  it('refuses maps of different sizes', () => {
    const shaped = (...shape: number[]) => ({ shape }) as unknown as tf.Tensor4D;
    expect(() => boundarySampling(shaped(1, 2, 3, 4), shaped(1, 2, 2, 8))).toThrow(
      'boundarySampling: expected shape [B, H, W, 8] with B = 1, H = 2, W = 3, got [1, 2, 2, 8].',
    );
  });
});
