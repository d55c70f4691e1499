import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { batchNormFrozen } from './batch-norm-frozen.ts';
import { batchNormTrain } from './batch-norm-train.ts';
import { batchNormReference } from './reference.ts';

const vector = (seed: number, low = -1) => uniformTensor<tf.Rank.R1>([5], { low, high: 2, seed });
type Train = [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];

describeBackends('batchNormTrain', () => {
  it('normalises each channel over batch and space', async () => {
    // channel 0: 1, 3 -> mean 2, variance 1; channel 1: 5, 5 -> mean 5, variance 0
    const x = tf.tensor4d([1, 5, 3, 5], [2, 1, 1, 2]);
    const { y, mean, variance } = batchNormTrain(x, tf.tensor1d([2, 3]), tf.tensor1d([10, 20]), {
      epsilon: 3,
    });
    // sqrt(1 + 3) = 2: 10 ∓ 1 · 2 / 2; the constant channel gives its offset
    await expectClose(y, [9, 20, 11, 20], { abs: 1e-6 });
    await expectClose(mean, [2, 5], { abs: 1e-6 });
    await expectClose(variance, [1, 0], { abs: 1e-6 });
  });

  it('equals its composition from stock ops', async () => {
    const x = uniformTensor<tf.Rank.R4>([3, 4, 5, 5], { low: -3, high: 7 });
    const got = batchNormTrain(x, vector(2), vector(3));
    const expected = batchNormReference(x, vector(2), vector(3), 1e-5);
    await expectClose(got.y, expected.y, { abs: 1e-5 });
    await expectClose(got.mean, expected.mean, { rel: 1e-5 });
    await expectClose(got.variance, expected.variance, { rel: 1e-5 });
  });

  it('keeps its digits when the mean is far from zero', async () => {
    // 1000 and 1001 by turns: variance 0.25, y = ∓0.5 / sqrt(0.25 + 1e-5) = ∓0.99998
    const x = tf.tensor4d([1000, 1001, 1000, 1001], [1, 2, 2, 1]);
    const { y } = batchNormTrain(x, tf.ones([1]), tf.zeros([1]));
    await expectClose(y, [-0.99998, 0.99998, -0.99998, 0.99998], { abs: 1e-4 });
  });

  it('has the gradients of its differences', async () => {
    const x = uniformTensor<tf.Rank.R4>([2, 2, 3, 5], { low: -2, high: 2 });
    const f = (...inputs: tf.Tensor[]) => batchNormTrain(...(inputs as Train)).y;
    await checkGradient(f, [x, vector(4), vector(5)], { epsilon: 1e-2, abs: 1e-3, rel: 1e-3 });
  });

  it('gives a finite gradient of 0 to a channel that is constant', async () => {
    const f = (x: tf.Tensor) =>
      tf.sum(tf.square(batchNormTrain(x as tf.Tensor4D, tf.ones([1]), tf.ones([1])).y));
    await expectClose(tf.grad(f)(tf.fill([2, 1, 1, 1], 4)), [0, 0], { abs: 1e-6 });
  });

  it('leaves no tensor behind', async () => {
    const inputs: Train = [uniformTensor<tf.Rank.R4>([2, 3, 3, 5]), vector(1), vector(2)];
    const f = (...given: tf.Tensor[]) => tf.sum(batchNormTrain(...(given as Train)).y);
    tf.dispose(await withoutLeaks(() => tf.grads(f)(inputs)));
    tf.dispose(await withoutLeaks(() => ({ ...batchNormTrain(...inputs) })));
  });
});

describeBackends('batchNormFrozen', () => {
  it('uses the statistics it is given', async () => {
    // (7 - 1) / sqrt(3 + 1) · 5 + 2 = 17
    const of = (value: number) => tf.tensor1d([value]);
    const x = tf.tensor4d([7], [1, 1, 1, 1]);
    await expectClose(batchNormFrozen(x, of(1), of(3), of(5), of(2), { epsilon: 1 }), [17], { rel: 1e-6 });
  });

  it('equals batchNormTrain when given the batch statistics', async () => {
    const x = uniformTensor<tf.Rank.R4>([2, 3, 4, 5], { low: -1 });
    const { y, mean, variance } = batchNormTrain(x, vector(2), vector(3));
    await expectClose(batchNormFrozen(x, mean, variance, vector(2), vector(3)), y, { abs: 1e-5 });
  });

  it('has the gradients of its differences in x, scale and offset', async () => {
    const x = uniformTensor<tf.Rank.R4>([2, 2, 2, 5], { low: -1 });
    const [mean, variance] = [vector(6), vector(7, 0.5)];
    const f = (...[a, b, c]: tf.Tensor[]) =>
      batchNormFrozen(a as tf.Tensor4D, mean, variance, b as tf.Tensor1D, c as tf.Tensor1D);
    await checkGradient(f, [x, vector(8), vector(9)], { epsilon: 0.25, abs: 1e-4, rel: 1e-4 });
  });

  it('leaves no tensor behind', async () => {
    const x = uniformTensor<tf.Rank.R4>([2, 2, 2, 5]);
    const [mean, variance, scale, offset] = [vector(1), vector(2, 0.5), vector(3), vector(4)];
    const f = (one: tf.Tensor) => tf.sum(batchNormFrozen(one as tf.Tensor4D, mean, variance, scale, offset));
    (await withoutLeaks(() => tf.grad(f)(x))).dispose();
  });
});

describe('batch normalisation errors', () => {
  it('name the shape that was expected', () => {
    const x = { shape: [2, 3, 4, 5] } as unknown as tf.Tensor4D;
    const wrong = { shape: [4] } as unknown as tf.Tensor1D;
    expect(() => batchNormTrain(x, wrong, wrong)).toThrow(
      'batchNormTrain: expected shape [C] with C = 5, got [4].',
    );
    expect(() => batchNormFrozen(x, wrong, wrong, wrong, wrong)).toThrow(
      'batchNormFrozen: expected shape [C] with C = 5, got [4].',
    );
  });
});
