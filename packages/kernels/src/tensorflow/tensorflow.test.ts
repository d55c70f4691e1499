import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { startBackend } from '../backends/index.ts';
import { conv2d } from '../ops/conv2d/conv2d.ts';
import { groupNorm } from '../ops/group-norm/group-norm.ts';
import { groupNormReference } from '../ops/group-norm/reference.ts';
import { sgdStep } from '../ops/sgd-step/sgd-step.ts';
import { upsampleNearest } from '../ops/upsample-nearest/upsample-nearest.ts';
import { expectClose, testBackends, uniformTensor } from '../testing/index.ts';

/** What only this backend's kernels can get wrong; what all must do is tested beside each operation. */
describe.runIf(testBackends().includes('tensorflow'))('tensorflow kernels', () => {
  beforeAll(async () => {
    await startBackend({ name: 'tensorflow', report: () => {} });
  });

  function expectSameBits(compute: () => tf.Tensor[], runs = 20): void {
    const bytes = () => {
      const tensors = tf.tidy(compute);
      const values = tensors.map((tensor) => Buffer.from(tensor.dataSync<'float32'>().buffer));
      tf.dispose(tensors);
      return values;
    };
    const first = bytes();
    for (let run = 1; run < runs; run++) {
      expect(bytes().map((one, index) => one.equals(first[index]!))).toEqual(first.map(() => true));
    }
  }

  it('gives the same bits each time: convolution and its gradients', () => {
    const x = uniformTensor<tf.Rank.R4>([2, 40, 30, 32], { low: -1, seed: 1 });
    const filter = uniformTensor<tf.Rank.R4>([3, 3, 32, 32], { low: -1, seed: 2 });
    for (const stride of [1, 2]) {
      const f = (a: tf.Tensor, b: tf.Tensor) =>
        tf.sum(tf.square(conv2d(a as tf.Tensor4D, b as tf.Tensor4D, { stride, padding: 1 })));
      expectSameBits(() => tf.grads(f)([x, filter]));
    }
  });

  it('gives the same bits each time: group normalisation and its gradients', () => {
    const x = uniformTensor<tf.Rank.R4>([2, 40, 30, 64], { low: -1, seed: 3 });
    const scale = uniformTensor<tf.Rank.R1>([64], { seed: 4 });
    const f = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
      tf.sum(tf.square(groupNorm(a as tf.Tensor4D, b as tf.Tensor1D, c as tf.Tensor1D, { groups: 32 })));
    expectSameBits(() => tf.grads(f)([x, scale, scale]));
  });

  it('normalises groups whose mean is far from 0', async () => {
    // values 1000, 1000.5, 1001, 1001.5: mean 1000.75, variance (0.5625 + 0.0625) / 2 = 0.3125
    const x = tf.tensor4d([1000, 1000.5, 1001, 1001.5], [1, 2, 2, 1]);
    const y = groupNorm(x, tf.tensor1d([1]), tf.tensor1d([0]), { groups: 1, epsilon: 0 });
    // ±0.75 / sqrt(0.3125) = ±1.341641, ±0.25 / sqrt(0.3125) = ±0.4472136
    await expectClose(y, [-1.3416408, -0.4472136, 0.4472136, 1.3416408], { abs: 1e-6 });
  });

  it('normalises images that are taken one by one for their size', async () => {
    const shape: [number, number, number, number] = [2, 64, 64, 128]; // 2¹⁹ values an image
    const scale = uniformTensor<tf.Rank.R1>([128], { low: 0.5, high: 1.5, seed: 5 });
    const dy = uniformTensor(shape, { low: -1, seed: 6 });
    const values = (norm: typeof groupNorm, x: tf.Tensor) => {
      const f = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
        tf.sum(tf.mul(norm(a as tf.Tensor4D, b as tf.Tensor1D, c as tf.Tensor1D, { groups: 32 }), dy));
      return [norm(x as tf.Tensor4D, scale, scale, { groups: 32 }), ...tf.grads(f)([x, scale, scale])];
    };
    // multiples of 2⁻¹⁰, so that 64 added to one image rounds nothing
    const x = tf.div(tf.round(uniformTensor(shape, { low: -1024, high: 2048, seed: 7 })), 1024);
    const [y, dx, dscale, doffset] = values(groupNorm, x) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const expected = values(groupNormReference, x);
    await expectClose(y, expected[0]!, { abs: 1e-5 });
    await expectClose(dx, expected[1]!, { abs: 1e-5 });
    // sums of 8,192 values, rounded at up to 2⁻¹⁷ each
    await expectClose(dscale, expected[2]!, { abs: 1e-3 });
    await expectClose(doffset, expected[3]!, { abs: 1e-3 });
    // A sum of 4,096 values around 64 is off by 2⁻¹⁹ of it: 1e-4. Without the mean taken off, variances are by 5e-3.
    const moved = values(groupNorm, tf.add(x, tf.tensor4d([0, 64], [2, 1, 1, 1])));
    await expectClose(moved[0]!, y, { abs: 1e-3 });
    await expectClose(moved[1]!, dx, { abs: 1e-3 });
  });

  it('upsamples 2 cells to 82 exactly, where ResizeNearestNeighbor takes the wrong cell', async () => {
    const x = tf.tensor4d([1, 2], [1, 2, 1, 1]);
    const y = upsampleNearest(x, { height: 82, width: 1 });
    // output row 41 reads floor(41 · 2 / 82) = 1; in float32, 41 · (2 / 82) < 1
    expect([...(await y.data())]).toEqual([...Array(41).fill(1), ...Array(41).fill(2)]);
    const gradient = tf.grad((a) => tf.sum(upsampleNearest(a as tf.Tensor4D, { height: 82, width: 1 })))(x);
    await expectClose(gradient, [41, 41], {});
  });

  it('leaves its inputs as they are in an optimizer step', async () => {
    const [weight, velocity, gradient] = [tf.tensor1d([1]), tf.tensor1d([2]), tf.tensor1d([3])];
    const options = { learningRate: 0.5, momentum: 0.5, weightDecay: 0 };
    const [newWeight, newVelocity] = sgdStep(weight, velocity, gradient, options);
    // v' = 0.5 · 2 + 3 = 4, w' = 1 - 0.5 · 4 = -1
    await expectClose(newVelocity, [4], {});
    await expectClose(newWeight, [-1], {});
    await expectClose(tf.stack([weight, velocity, gradient]), [1, 2, 3], {});
  });
});
