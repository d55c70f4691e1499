import { describeBackends, expectClose } from '@tandem-det/kernels/testing';
import {
  memory,
  type Scalar,
  sum,
  type Tensor4D,
  tensor4d,
  tidy,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { INFERENCE, TRAINING } from '../context.ts';
import { ParameterStore } from '../parameters.ts';
import { batchNorm } from './batch-norm.ts';

/** One channel with mean 3, biased variance ((-2)² + 0 + 0 + 2²) / 4 = 2, unbiased 8 / 3. */
const values = () => tensor4d([1, 3, 3, 5], [1, 2, 2, 1]);

describeBackends('batchNorm', () => {
  const statistics = async (store: ParameterStore) => [
    ...(await store.get('bn.running_mean')!.variable.data()),
    ...(await store.get('bn.running_var')!.variable.data()),
  ];

  it('normalises by the batch in training, and the running statistics follow', async () => {
    const store = new ParameterStore();
    const layer = batchNorm(store.scope('bn'), { channels: 1, momentum: 0.1 });
    const y = tidy(() => layer(values(), TRAINING));
    // (1 - 3) / sqrt(2 + 1e-5) is within 4e-6 of -sqrt(2)
    await expectClose(y, [-Math.SQRT2, 0, 0, Math.SQRT2], { abs: 1e-5 });
    // 0.9 · 0 + 0.1 · 3 and 0.9 · 1 + 0.1 · 8 / 3
    expectClose(await statistics(store), [0.3, 1.166667], { abs: 1e-6 });
    expect(store.trainable.map(({ name }) => name)).toEqual(['bn.weight', 'bn.bias']);
    expect(store.count).toBe(2);
    y.dispose();
    store.dispose();
  });

  it('normalises by the running statistics outside of training', async () => {
    const store = new ParameterStore();
    const layer = batchNorm(store.scope('bn'), { channels: 1 });
    const y = tidy(() => {
      layer(values(), TRAINING);
      return layer(values(), INFERENCE);
    });
    // (1 - 0.3) / sqrt(1.166667 + 1e-5) = 0.648072; (3 - 0.3), (5 - 0.3) likewise
    await expectClose(y, [0.648072, 2.499706, 2.499706, 4.351339], { abs: 1e-5 });
    expectClose(await statistics(store), [0.3, 1.166667], { abs: 1e-6 });
    y.dispose();
    store.dispose();
  });

  it.each([
    ['in the mode "frozen"', 'frozen', false],
    ['in a frozen scope', 'train', true],
  ] as const)('keeps the statistics %s', async (_, mode, frozen) => {
    const store = new ParameterStore();
    const layer = batchNorm(store.scope('bn').frozen(frozen), { channels: 1, mode });
    const y = tidy(() => layer(values(), TRAINING));
    // running mean 0, variance 1: x / sqrt(1 + 1e-5)
    await expectClose(y, [0.999995, 2.999985, 2.999985, 4.999975], { abs: 1e-5 });
    expect(await statistics(store)).toEqual([0, 1]);
    expect(store.trainable.length).toBe(frozen ? 0 : 2);
    y.dispose();
    store.dispose();
  });

  it('trains scale and offset with the tape on, and leaks nothing', async () => {
    const store = new ParameterStore();
    const layer = batchNorm(store.scope('bn'), { channels: 1 });
    const x: Tensor4D = values();
    const step = () =>
      variableGrads(
        () => sum(layer(x, TRAINING)) as Scalar,
        store.trainable.map(({ variable }) => variable),
      );
    const { value, grads } = step();
    // Σ y = offset · 4 + scale · Σ normalised = 4 · offset: gradient 4, and 0 for the scale
    const gradient = (name: string) => grads[store.get(name)!.variable.name]!;
    await expectClose(gradient('bn.bias'), [4], { abs: 1e-5 });
    await expectClose(gradient('bn.weight'), [0], { abs: 1e-5 });
    const before = memory().numTensors;
    const again = step();
    expect(memory().numTensors).toBe(before + 3);
    for (const tensor of [x, value, again.value, ...Object.values(grads), ...Object.values(again.grads)]) {
      tensor.dispose();
    }
    store.dispose();
  });

  it('refuses to train on one value per channel', () => {
    const store = new ParameterStore();
    const layer = batchNorm(store.scope('bn'), { channels: 2 });
    expect(() => tidy(() => layer(tensor4d([1, 2], [1, 1, 1, 2]), TRAINING))).toThrow(
      'batchNorm "bn": expected more than one value per channel in training, got [1, 1, 1, 2]. ' +
        'Use larger images or batches, or group or frozen batch normalisation.',
    );
    store.dispose();
  });
});
