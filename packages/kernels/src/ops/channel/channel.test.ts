import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import {
  checkGradient,
  describeBackends,
  expectClose,
  uniformTensor,
  withoutLeaks,
} from '../../testing/index.ts';
import { channelAffine } from './channel-affine.ts';
import { channelSum } from './channel-sum.ts';

describeBackends('channelSum', () => {
  it('adds over all axes but the last, whatever the rank', async () => {
    const x = tf.tensor1d([1, 10, 2, 20, 3, 30, 4, 40]);
    await expectClose(channelSum(tf.reshape(x, [2, 2, 1, 2])), [10, 100], {});
    await expectClose(channelSum(tf.reshape(x, [1, 8])), x, {});
    await expectClose(channelSum(tf.tensor1d([3, 4])), [3, 4], {});
  });

  it('equals tf.sum over many rows', async () => {
    const x = uniformTensor<tf.Rank.R4>([2, 17, 19, 5], { low: -1 });
    await expectClose(channelSum(x), tf.sum(x, [0, 1, 2]), { abs: 1e-4 });
  });
});

describeBackends('channelAffine', () => {
  it('scales and shifts each channel', async () => {
    const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    // (1, 2) · (10, 100) + (5, 6), then (3, 4)
    await expectClose(channelAffine(x, tf.tensor1d([10, 100]), tf.tensor1d([5, 6])), [15, 206, 35, 406], {});
  });

  it('has the gradients of its differences and leaves no tensor behind', async () => {
    const x = uniformTensor<tf.Rank.R4>([2, 3, 2, 5], { low: -1 });
    const [multiply, add] = [2, 3].map((seed) => uniformTensor<tf.Rank.R1>([5], { low: -1, seed })) as [
      tf.Tensor1D,
      tf.Tensor1D,
    ];
    const f = (...[a, b, c]: tf.Tensor[]) => channelAffine(a!, b as tf.Tensor1D, c as tf.Tensor1D);
    await checkGradient(f, [x, multiply, add], { epsilon: 0.5, abs: 1e-5, rel: 1e-4 });
    tf.dispose(await withoutLeaks(() => tf.grads((...all) => tf.sum(f(...all)))([x, multiply, add])));
  });
});
