import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { batchedPointwise } from './batched-pointwise.ts';
import { batchedPointwiseReference } from './reference.ts';

const sizes: [[number, number, number, number], number][] = [
  [[2, 3, 4, 5], 3],
  [[3, 1, 2, 1], 1],
  [[1, 2, 2, 9], 6],
];

describeBackends('batchedPointwise', () => {
  it('uses the filter of the image', async () => {
    const x = tf.tensor4d([1, 2, 1, 2], [2, 1, 1, 2]);
    const filters = tf.tensor3d([10, 20, 1, 1], [2, 2, 1]);
    // image 0: 1 · 10 + 2 · 20; image 1: 1 · 1 + 2 · 1
    await expectClose(batchedPointwise(x, filters), [50, 3], {});
  });

  for (const [shape, outputs] of sizes) {
    it(`equals a product per image, with the gradients of its differences: ${shape} to ${outputs}`, async () => {
      const x = uniformTensor<tf.Rank.R4>(shape, { low: -1, seed: 2 });
      const filters = uniformTensor<tf.Rank.R3>([shape[0], shape[3], outputs], { low: -1, seed: 3 });
      await expectClose(batchedPointwise(x, filters), batchedPointwiseReference(x, filters), { abs: 1e-5 });
      const f = (...[a, b]: tf.Tensor[]) => batchedPointwise(a as tf.Tensor4D, b as tf.Tensor3D);
      await checkGradient(f, [x, filters], { epsilon: 0.5, abs: 1e-5, rel: 1e-4 });
    });
  }

  it('leaves no tensor behind', async () => {
    const inputs = [uniformTensor<tf.Rank.R4>([2, 2, 2, 3]), uniformTensor<tf.Rank.R3>([2, 3, 4])];
    const f = (...[a, b]: tf.Tensor[]) => tf.sum(batchedPointwise(a as tf.Tensor4D, b as tf.Tensor3D));
    tf.dispose(await withoutLeaks(() => tf.grads(f)(inputs)));
  });
});

describe('batchedPointwise errors', () => {
  it('refuses filters of another batch', () => {
    const x = { shape: [2, 3, 3, 4] } as unknown as tf.Tensor4D;
    expect(() => batchedPointwise(x, { shape: [1, 4, 5] } as unknown as tf.Tensor3D)).toThrow(
      'batchedPointwise: expected shape [B, I, O] with B = 2, I = 4, got [1, 4, 5].',
    );
  });
});
