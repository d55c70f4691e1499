import { descriptionOf } from '@tandem-det/base';
import { ParameterStore } from '@tandem-det/core';
import { describeBackends, expectClose, withoutLeaks } from '@tandem-det/kernels/testing';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type AdamwOptions, adamw } from './adamw.ts';

const gradients = [
  [1, -2, 0.5],
  [0.25, 1, -1.5],
  [-0.75, 0.5, 2],
];

function parametersOf(): ParameterStore {
  const store = new ParameterStore();
  const initializer = () => Float32Array.of(1, -2, 3);
  store.scope('layer').parameter('weight', [3], { initializer });
  store.scope('layer').parameter('bias', [3], { initializer, role: 'bias' });
  return store;
}

/** Weights and biases after each gradient, the same for both, at a rate of 0.1; `between` runs after the first. */
async function trace(
  options: AdamwOptions,
  between: (optimizer: ReturnType<typeof adamw>) => ReturnType<typeof adamw> = (same) => same,
) {
  const store = parametersOf();
  let optimizer = adamw(options);
  const steps: { weight: number[]; bias: number[] }[] = [];
  for (const [index, values] of gradients.entries()) {
    const gradient = tf.tensor1d(values);
    optimizer.apply(store.trainable, new Map(store.trainable.map(({ name }) => [name, gradient])), 0.1);
    gradient.dispose();
    const [weight, bias] = await Promise.all(store.all.map(({ variable }) => variable.data()));
    steps.push({ weight: [...weight!], bias: [...bias!] });
    if (index === 0) optimizer = between(optimizer);
  }
  optimizer.dispose();
  store.dispose();
  return steps;
}

describeBackends('adamw', () => {
  const options = { betas: [0.9, 0.99], weightDecay: 0.05 } as const;

  it("is PyTorch's AdamW in its float64 digits", async () => {
    const steps = await trace({ ...options, groups: [] });
    // torch.optim.AdamW(lr=0.1, betas=(0.9, 0.99), eps=1e-8, weight_decay=0.05), torch 2.13
    const expected = [
      [0.895000001, -1.8900000005, 2.885000002],
      [0.807298867375, -1.853880057759, 2.919904816678],
      [0.788953856103, -1.838451841329, 2.878933974735],
    ];
    for (const [step, { weight, bias }] of steps.entries()) {
      expectClose(weight, expected[step]!, { rel: 1e-6 });
      expect(bias).toEqual(weight);
    }
  });

  it('leaves biases undecayed by default', async () => {
    const [{ weight, bias }] = (await trace(options)) as [{ weight: number[]; bias: number[] }];
    // the first step is 0.1 · sign(g); weights are multiplied by 1 - 0.1 · 0.05 first
    expectClose(bias, [0.9, -1.9, 2.9], { rel: 1e-6 });
    expectClose(weight, [0.895, -1.89, 2.885], { rel: 1e-6 });
  });

  it('goes on from a restored state, its count included, as if nothing had happened', async () => {
    const unbroken = await trace(options);
    const restored = await trace(options, (first) => {
      const { tensors, counts } = first.state();
      expect([...tensors.keys()].sort()).toEqual([
        'mean.layer.bias',
        'mean.layer.weight',
        'meanSquare.layer.bias',
        'meanSquare.layer.weight',
      ]);
      expect(counts).toEqual({ 'layer.weight': 1, 'layer.bias': 1 });
      const second = adamw(options);
      second.restore({ tensors, counts });
      first.dispose();
      return second;
    });
    expect(restored).toEqual(unbroken);
  });

  it('counts the steps of each parameter by itself', async () => {
    const store = parametersOf();
    const optimizer = adamw({ weightDecay: 0 });
    const gradient = tf.tensor1d([1, 1, 1]);
    optimizer.apply(store.trainable, new Map([['layer.bias', gradient]]), 0.1);
    optimizer.apply(store.trainable, new Map([['layer.weight', gradient]]), 0.1);
    // a first step for each: 0.1 · sign(g)
    for (const { variable } of store.all) await expectClose(variable, [0.9, -2.1, 2.9], { rel: 1e-6 });
    gradient.dispose();
    optimizer.dispose();
    store.dispose();
  });

  it('leaks nothing', () => withoutLeaks(async () => void (await trace({}))));
});

describe('adamw options', () => {
  it.each<[AdamwOptions, string]>([
    [{ betas: [0.9, 1] }, 'adamw: betas.1: expected a number in [0, 1), got 1.'],
    [{ epsilon: 0 }, 'adamw: epsilon: expected a number > 0, got 0.'],
    [{ weightDecay: -1 }, 'adamw: weightDecay: expected a number ≥ 0, got -1.'],
    [
      { momentum: 0.9 } as object,
      'adamw: expected only the options betas, epsilon, weightDecay, groups, got the unknown option "momentum". Remove it.',
    ],
    [
      { groups: [{ roles: ['norms' as 'norm'] }] },
      'adamw: groups.0.roles.0: expected one of "weight", "bias", "norm", "scale", got "norms". Did you mean "norm"?',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => adamw(options)).toThrow(message);
  });

  it('are in its description, with those that were not given', () => {
    expect(descriptionOf(adamw({ betas: [0.9, 0.99] }))).toEqual({
      kind: 'adamw',
      options: {
        betas: [0.9, 0.99],
        epsilon: 1e-8,
        weightDecay: 0.05,
        groups: [{ roles: ['bias', 'norm', 'scale'], rateFactor: 1, decayFactor: 0 }],
      },
    });
  });
});
