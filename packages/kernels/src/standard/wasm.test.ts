import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { describeBackends, withoutLeaks } from '../testing/index.ts';

describeBackends('the standard kernels that a training step leans on', () => {
  it('a clone outlives its original, and frees its memory at last', async () => {
    const before = tf.memory().numDataBuffers;
    const x = tf.tensor1d([1, 2]);
    const clone = tf.clone(x);
    x.dispose();
    expect([...(await clone.data())]).toEqual([1, 2]);
    clone.dispose();
    expect(tf.memory().numDataBuffers).toBe(before);
  });

  describe('split', () => {
    it.each([
      [[2, 7], -1, [1, 4, 2]],
      [[3, 2, 5], 2, [5]],
      [[4, 3], 0, [1, 3]],
      [[2, 6, 3], 1, [2, 0, 4]],
    ])('of %j along %i into %j equals slices', async (shape, axis, sizes) => {
      const count = shape.reduce((product, size) => product * size, 1);
      for (const dtype of ['float32', 'int32', 'bool'] as const) {
        await withoutLeaks(async () => {
          const numbers = Array.from({ length: count }, (_, index) => (dtype === 'bool' ? index % 3 : index));
          const x = tf.tensor(numbers, shape, dtype);
          const at = axis < 0 ? axis + shape.length : axis;
          let first = 0;
          for (const [index, part] of tf.split(x, sizes, axis).entries()) {
            const begin = shape.map((_, i) => (i === at ? first : 0));
            const size = shape.map((all, i) => (i === at ? sizes[index]! : all));
            expect(part.shape).toEqual(size);
            expect(part.dtype).toBe(dtype);
            const slice = tf.slice(x, begin, size);
            expect([...(await part.data())]).toEqual([...(await slice.data())]);
            tf.dispose([part, slice]);
            first += sizes[index]!;
          }
          x.dispose();
        });
      }
    });

    it('of large tensors, where threads share the rows', async () => {
      const x = tf.tidy(() => tf.reshape(tf.range(0, 9 * 50_000), [50_000, 9])) as tf.Tensor2D;
      const [left, right] = tf.split(x, [4, 5], 1) as [tf.Tensor2D, tf.Tensor2D];
      // row r holds 9r, ..., 9r + 8
      const last = tf.slice(left, [49_999, 0], [1, 4]);
      expect([...(await last.data())]).toEqual([449991, 449992, 449993, 449994]);
      const sum = async (tensor: tf.Tensor) =>
        ((await tensor.data()) as Float32Array).reduce((total, value) => total + value, 0);
      expect((await sum(left)) + (await sum(right))).toBe((450_000 * 449_999) / 2);
      tf.dispose([x, left, right, last]);
    });
  });
});
