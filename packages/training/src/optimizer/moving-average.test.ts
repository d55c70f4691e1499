import { ParameterStore } from '@tandem-det/core';
import { describeBackends, expectClose, withoutLeaks } from '@tandem-det/kernels/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { movingAverage } from './moving-average.ts';

/** A weight, a running mean and a frozen weight, each one value. */
function storeOf() {
  const store = new ParameterStore();
  const initializer = () => Float32Array.of(1);
  const scope = store.scope('layer');
  scope.parameter('weight', [1], { initializer });
  scope.parameter('running_mean', [1], { initializer, role: 'statistic', trainable: false });
  scope.frozen().parameter('frozen', [1], { initializer });
  const set = (value: number) => {
    for (const { variable } of store.all) tf.tidy(() => variable.assign(tf.tensor1d([value])));
  };
  return { store, set };
}

describeBackends('movingAverage', () => {
  it('follows weights and statistics with a decay that grows', async () => {
    const { store, set } = storeOf();
    const average = movingAverage({ decay: 0.8, ramp: 2 });
    set(2);
    average.update(store.all);
    set(10);
    average.update(store.all);
    const { tensors, updates } = average.state();
    expect([[...tensors.keys()], updates]).toEqual([['layer.weight', 'layer.running_mean'], 2]);
    // after the first: 2. d = 0.8 · (1 - e^-1) = 0.5056965: 2 d + 10 (1 - d) = 10 - 8 d
    for (const value of tensors.values()) await expectClose(value, [10 - 8 * 0.5056965], { rel: 1e-6 });
    average.dispose();
    store.dispose();
  });

  it('takes the place of the parameters for a while, and gives it back after an error too', async () => {
    const { store, set } = storeOf();
    const average = movingAverage({ decay: 0.75, ramp: 0 });
    set(4);
    average.update(store.all);
    set(8);
    average.update(store.all);
    const values = async () => Promise.all(store.all.map(async ({ variable }) => (await variable.data())[0]));
    // 0.75 · 4 + 0.25 · 8; the frozen one is its own average
    expect(await average.during(store.all, values)).toEqual([5, 5, 8]);
    expect(await values()).toEqual([8, 8, 8]);
    const failing = average.during(store.all, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await values()).toEqual([8, 8, 8]);
    average.dispose();
    store.dispose();
  });

  it('goes on from a restored state to the last bit', async () => {
    const { store, set } = storeOf();
    const first = movingAverage();
    set(0.1);
    first.update(store.all);
    const second = movingAverage();
    second.restore(first.state());
    set(0.7);
    first.update(store.all);
    second.update(store.all);
    const [a, b] = [first, second].map((one) => one.state().tensors.get('layer.weight')!);
    expect(await b!.data()).toEqual(await a!.data());
    first.dispose();
    second.dispose();
    store.dispose();
  });

  it('leaks nothing', () =>
    withoutLeaks(async () => {
      const { store, set } = storeOf();
      const average = movingAverage();
      for (const value of [1, 2, 3]) {
        set(value);
        average.update(store.all);
        await average.during(store.all, async () => {});
      }
      average.dispose();
      store.dispose();
    }));
});

describe('movingAverage options', () => {
  it.each([
    [{ decay: 1 }, 'movingAverage: decay: expected a number in [0, 1), got 1.'],
    [{ ramp: -1 }, 'movingAverage: ramp: expected a number of steps ≥ 0, got -1.'],
  ])('refuses %j', (options, message) => {
    expect(() => movingAverage(options)).toThrow(message);
  });
});
