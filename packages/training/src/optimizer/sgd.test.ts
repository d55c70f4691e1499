import { descriptionOf } from '@tandem-det/base';
import { ParameterStore } from '@tandem-det/core';
import { describeBackends, expectClose, withoutLeaks } from '@tandem-det/kernels/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type SgdOptions, sgd } from './sgd.ts';

const initializer = () => Float32Array.of(1, -2);

/** Weights after each of these gradients, all at a rate of 0.1, from weights 1 and −2. */
async function trace(options: SgdOptions, gradients: readonly (readonly number[])[]): Promise<number[][]> {
  const store = new ParameterStore();
  const weight = store.scope('layer').parameter('weight', [2], { initializer });
  const optimizer = sgd(options);
  const weights: number[][] = [];
  for (const values of gradients) {
    const gradient = tf.tensor1d([...values]);
    optimizer.apply(store.trainable, new Map([['layer.weight', gradient]]), 0.1);
    gradient.dispose();
    weights.push([...(await weight.data())]);
  }
  optimizer.dispose();
  store.dispose();
  return weights;
}

describeBackends('sgd', () => {
  it('adds weight decay to the gradient and gathers it in the velocity', async () => {
    const [first, second] = await trace({ momentum: 0.5, weightDecay: 0.2 }, [
      [1, 0],
      [0, 1],
    ]);
    // v = (1 + 0.2 · 1, 0.2 · −2) = (1.2, −0.4); w = (1 − 0.12, −2 + 0.04)
    expectClose(first!, [0.88, -1.96], { abs: 1e-6, rel: 0 });
    // v = 0.5 · (1.2, −0.4) + (0.176, 1 − 0.392) = (0.776, 0.408); w = (0.88 − 0.0776, −1.96 − 0.0408)
    expectClose(second!, [0.8024, -2.0008], { abs: 1e-6, rel: 0 });
  });

  it('looks ahead with nesterov', async () => {
    const [first] = await trace({ momentum: 0.5, weightDecay: 0, nesterov: true }, [[1, 2]]);
    // v = (1, 2); w = (1, −2) − 0.1 · ((1, 2) + 0.5 · (1, 2))
    expectClose(first!, [0.85, -2.3], { abs: 1e-6, rel: 0 });
  });

  it('multiplies rate and decay by those of every group that matches', async () => {
    const groups = [
      { names: ['layer.*'], rateFactor: 2 },
      { roles: ['weight'] as const, decayFactor: 0.5 },
      { roles: ['bias'] as const, rateFactor: 100 },
    ];
    const [first] = await trace({ weightDecay: 1, groups }, [[1, 2]]);
    // w = (1, −2) − 0.2 · ((1, 2) + 0.5 · (1, −2))
    expectClose(first!, [0.7, -2.2], { abs: 1e-6, rel: 0 });
  });

  it.each<[boolean, number[][]]>([
    [
      false,
      [
        [0.89999, -1.79998],
        [0.7849720001, -1.7199440002],
        [0.75644795047, -1.69789440094],
      ],
    ],
    [
      true,
      [
        [0.809981, -1.619962],
        [0.681457510361, -1.647915020722],
        [0.730780711822, -1.678056008644],
      ],
    ],
  ])("is PyTorch's SGD in its float64 digits, nesterov %s", async (nesterov, expected) => {
    // torch.optim.SGD(lr=0.1, momentum=0.9, weight_decay=1e-4), torch 2.13
    const got = await trace({ nesterov }, [
      [1, -2],
      [0.25, 1],
      [-0.75, 0.5],
    ]);
    for (const [step, weights] of got.entries()) expectClose(weights, expected[step]!, { rel: 1e-6 });
  });

  it('goes on from a restored state as if nothing had happened', async () => {
    const gradient = tf.tensor1d([1, 2]);
    const gradients = new Map([['weight', gradient]]);
    const store = new ParameterStore();
    const weight = store.scope().parameter('weight', [2], { initializer });
    const first = sgd();
    first.apply(store.trainable, gradients, 0.1);
    const { tensors } = first.state();
    const copies = new Map([...tensors].map(([name, value]) => [name, value.clone()]));
    const weightThen = weight.clone();
    first.apply(store.trainable, gradients, 0.1);
    const expected = await weight.data();

    weight.assign(weightThen);
    const second = sgd();
    second.restore({ tensors: copies, counts: {} });
    expect([...second.state().tensors.keys()]).toEqual(['velocity.weight']);
    second.apply(store.trainable, gradients, 0.1);
    expect(await weight.data()).toEqual(expected);

    tf.dispose([gradient, weightThen, ...copies.values()]);
    first.dispose();
    second.dispose();
    store.dispose();
  });

  it('keeps a parameter that has no gradient', async () => {
    const store = new ParameterStore();
    const weight = store.scope().parameter('weight', [2], { initializer });
    const optimizer = sgd({ weightDecay: 1 });
    optimizer.apply(store.trainable, new Map(), 0.1);
    expect([...(await weight.data())]).toEqual([1, -2]);
    expect(optimizer.state().tensors.size).toBe(0);
    store.dispose();
  });

  it('leaks nothing', () =>
    withoutLeaks(
      async () =>
        void (await trace({}, [
          [1, 2],
          [3, 4],
        ])),
    ));
});

describe('sgd options', () => {
  it.each([
    [{ momentum: 1 }, 'sgd: momentum: expected a number in [0, 1), got 1.'],
    [{ weightDecay: -1 }, 'sgd: weightDecay: expected a number ≥ 0, got -1.'],
    [
      { momentm: 0.9 } as object,
      'sgd: expected only the options momentum, weightDecay, nesterov, groups, got the unknown option "momentm". Did you mean "momentum"?',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => sgd(options)).toThrow(message);
  });

  it('are in its description, with those that were not given', () => {
    expect(descriptionOf(sgd({ groups: [{ names: ['backbone.*'], rateFactor: 0.1 }] }))).toEqual({
      kind: 'sgd',
      options: {
        momentum: 0.9,
        weightDecay: 1e-4,
        nesterov: false,
        groups: [{ names: ['backbone.*'], rateFactor: 0.1, decayFactor: 1 }],
      },
    });
  });

  it('are checked against the parameters before the first step', () => {
    const store = new ParameterStore();
    store.scope('layer').parameter('weight', [2], { initializer });
    expect(() => sgd({ groups: [{ names: ['backbone.*'] }] }).begin!(store.trainable)).toThrow(
      'sgd: groups.0.names: expected names of trainable parameters, got "backbone.*", which matches none. They begin with layer.',
    );
    store.dispose();
  });

  it('belongs to one detector', async () => {
    const [first, second] = [new ParameterStore(), new ParameterStore()];
    for (const store of [first, second]) store.scope('layer').parameter('weight', [2], { initializer });
    const optimizer = sgd();
    const step = (store: ParameterStore) => {
      const gradient = tf.tensor1d([1, 2]);
      optimizer.apply(store.trainable, new Map([['layer.weight', gradient]]), 0.1);
      gradient.dispose();
    };
    step(first);
    expect(() => step(second)).toThrow(
      'sgd: expected the parameters that it began with, got those of another detector (layer.weight). Make an optimizer for each detector.',
    );
    optimizer.dispose(); // and then it begins anew
    step(second);
    expect([...(await second.all[0]!.variable.data())]).toEqual([...(await first.all[0]!.variable.data())]);
    optimizer.dispose();
    for (const store of [first, second]) store.dispose();
  });
});
