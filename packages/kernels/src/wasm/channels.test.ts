import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { runKernelForAll } from '../run-kernel.ts';
import { compare, describeSimd, random } from './against-host.fixture.ts';

describeSimd('maps with channels', () => {
  it.each([1, 3, 4, 5, 16, 33, 256])('kernels of %i channels', (channels) => {
    const x = random([3, 33, 20, channels]);
    const dy = random(x.shape);
    const vector = () => random([channels]);
    const pixels = 3 * 33 * 20;
    compare('TandemChannelSum', { x }, {}, pixels);
    compare('TandemChannelAffine', { x, multiply: vector(), add: vector() });
    compare('TandemRelu', { x });
    compare('TandemReluGradient', { y: x, dy });
    compare('TandemSilu', { x });
    compare('TandemSiluGradient', { x, dy });
    const scale = vector();
    const offset = vector();
    compare('TandemBatchNormTrain', { x, scale, offset }, { epsilon: 1e-5 });
    const mean = random([channels]);
    const variance = random([channels], 0.5);
    compare('TandemBatchNormTrainGradient', { x, dy, mean, variance, scale }, { epsilon: 1e-5 }, pixels);
    for (const groups of new Set([1, channels])) {
      compare('TandemGroupNorm', { x, scale, offset }, { groups, epsilon: 1e-5 });
      const statistics = { mean: random([3, groups]), rstd: random([3, groups], 0.5) };
      compare('TandemGroupNormGradient', { x, dy, ...statistics, scale }, { groups, epsilon: 1e-5 }, pixels);
    }
    const pool = { size: [3, 3], stride: [2, 2], padding: [1, 1] };
    const y = runKernelForAll('TandemMaxPool2D', { x }, pool) as unknown as tf.Tensor;
    compare('TandemMaxPool2D', { x }, pool);
    compare('TandemMaxPool2DGradient', { x, y, dy: random(y.shape) }, pool);
    compare('TandemUpsampleNearest', { x }, { height: 70, width: 31 });
    compare('TandemUpsampleNearestGradient', { dy }, { inputShape: [3, 10, 20, channels] });
    const filters = random([3, channels, 7]);
    compare('TandemBatchedPointwise', { x, filters }, {}, channels);
    compare('TandemBatchedPointwiseFilterGradient', { x, dy: random([3, 33, 20, 7]) }, {}, 33 * 20);
  });

  it('keeps the digits of values far from zero', () => {
    // Σ x² in single precision would lose the variance of 1/3 beside the mean of 1000² · 1.
    const x = tf.add(random([2, 40, 40, 12]), 1000);
    const scale = tf.ones([12]);
    const offset = tf.zeros([12]);
    compare('TandemGroupNorm', { x, scale, offset }, { groups: 3, epsilon: 1e-5 }, 2000);
    compare('TandemBatchNormTrain', { x, scale, offset }, { epsilon: 1e-5 }, 2000);
  });

  it('passes NaN and infinities on as they do', () => {
    const odd = [Number.NaN, -1, Number.POSITIVE_INFINITY, -0, Number.NEGATIVE_INFINITY, 2, 0, 1];
    const x = tf.tensor4d(odd, [1, 1, 2, 4]);
    compare('TandemRelu', { x });
    compare('TandemMaxPool2D', { x }, { size: [1, 2], stride: [1, 1], padding: [0, 0] });
  });
});
