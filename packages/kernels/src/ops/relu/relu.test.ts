import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { describeBackends, expectClose, uniformTensor, withoutLeaks } from '../../testing/index.ts';
import { relu } from './relu.ts';

describeBackends('relu', () => {
  it('cuts at 0', async () => {
    await expectClose(
      relu(tf.tensor1d([-2, -0.5, 0, 0.5, Infinity, -Infinity])),
      [0, 0, 0, 0.5, Infinity, 0],
      {},
    );
  });

  it('hides no NaN', async () => {
    await expectClose(relu(tf.tensor1d([Number.NaN, 1])), [Number.NaN, 1], {});
  });

  it('takes whole numbers that were cast', async () => {
    await expectClose(relu(tf.cast(tf.tensor1d([-1, 2], 'int32'), 'float32')), [0, 2], {});
  });

  it('passes the gradient where the output is positive, not at 0', async () => {
    const f = (x: tf.Tensor) => tf.sum(tf.mul(relu(x), tf.tensor1d([1, 2, 3, 4])));
    await expectClose(tf.grad(f)(tf.tensor1d([-1, 0, 1e-30, 5])), [0, 0, 3, 4], {});
  });

  it('equals the stock op on any shape and leaves no tensor behind', async () => {
    const x = uniformTensor<tf.Rank.R3>([3, 5, 7], { low: -1 });
    await expectClose(relu(x), tf.relu(x), {});
    (await withoutLeaks(() => tf.grad((one) => tf.sum(relu(one)))(x))).dispose();
  });
});
