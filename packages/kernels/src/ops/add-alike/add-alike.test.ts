import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { describeBackends, expectClose, uniformTensor, withoutLeaks } from '../../testing/index.ts';
import { addAlike } from './add-alike.ts';

describeBackends('addAlike', () => {
  it('adds, and passes its slope to both', async () => {
    await expectClose(addAlike(tf.tensor1d([1, -2]), tf.tensor1d([0.5, 5])), [1.5, 3], {});
    const f = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(addAlike(a, b), tf.tensor1d([3, 4])));
    const [da, db] = tf.grads(f)([tf.tensor1d([1, 2]), tf.tensor1d([5, 6])]);
    await expectClose(da!, [3, 4], {});
    await expectClose(db!, [3, 4], {});
  });

  it('adds a tensor to itself and to what comes of it, and leaves none behind', async () => {
    // 3 x + (3 x + 3 x) = 9 x
    const f = (x: tf.Tensor) => {
      const y = tf.mul(x, 3);
      return tf.sum(addAlike(y, addAlike(y, y)));
    };
    const x = tf.tensor1d([1, 2, 3]);
    await expectClose(await withoutLeaks(() => tf.grad(f)(x)), [9, 9, 9], {});
  });

  it('keeps neither of what it adds to the backward pass', () => {
    const kept = (add: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor) => {
      const x = uniformTensor<tf.Rank.R1>([64], { low: -1 });
      let held = 0;
      tf.grad((one) => {
        const before = tf.memory().numBytes;
        const y = tf.tidy(() => add(tf.neg(one), tf.neg(one)));
        held = tf.memory().numBytes - before;
        return tf.sum(y);
      })(x).dispose();
      return held;
    };
    // the sum alone; tf.add holds its two inputs of 256 bytes beside it
    expect([kept(addAlike), kept(tf.add)]).toEqual([256, 768]);
  });

  it('refuses shapes that differ', () => {
    expect(() => addAlike<tf.Tensor>(tf.ones([2, 3]), tf.ones([3]))).toThrow(
      'addAlike: expected a, b of one shape, got [2, 3], [3].',
    );
  });
});
