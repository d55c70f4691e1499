import { memory, type Tensor, tensor, variableGrads } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import type { ParameterStore } from '../parameters.ts';
import { randomNumbers } from './random.ts';

/**
 * Replaces every parameter by random values: a fresh part's biases are zero and its statistics trivial, so
 * that many mistakes would not show. Norm scales and variances are in [0.5, 1.5), all else in ±0.3.
 */
export function fillRandomly(store: ParameterStore, seed = 1): void {
  const random = randomNumbers(seed);
  for (const { name, variable, role } of store.all) {
    const positive = name.endsWith('running_var') || (role === 'norm' && name.endsWith('weight'));
    const spread = variable.rank > 1 ? 0.3 : 0.2;
    const values = Float32Array.from({ length: variable.size }, () =>
      positive || role === 'scale' ? 0.5 + random() : spread * (2 * random() - 1),
    );
    setValues(variable, values);
  }
}

/** Checks that the gradient of `total` is finite for every trainable parameter, and not zero everywhere. */
export async function expectGradientsEverywhere(store: ParameterStore, total: () => Tensor): Promise<void> {
  const trainable = store.trainable.map(({ variable }) => variable);
  const { value, grads } = variableGrads(total as () => never, trainable);
  for (const { name, variable } of store.trainable) {
    const gradient = grads[variable.name];
    expect(gradient, `a gradient for ${name}`).toBeDefined();
    const values = await gradient!.data();
    expect(values.every(Number.isFinite), `a finite gradient for ${name}`).toBe(true);
    expect(
      values.some((entry) => entry !== 0),
      `a gradient for ${name} that is not zero`,
    ).toBe(true);
    gradient!.dispose();
  }
  value.dispose();
}

/** Checks that `run`, which returns what it means to keep, leaves nothing else behind. */
export function expectNoLeaks(run: () => readonly Tensor[]): void {
  for (const tensor of run()) tensor.dispose();
  const before = memory().numTensors;
  const kept = run();
  expect(memory().numTensors).toBe(before + kept.length);
  for (const tensor of kept) tensor.dispose();
}

function setValues(variable: ParameterStore['all'][number]['variable'], values: Float32Array): void {
  const fresh = tensor(values, variable.shape);
  variable.assign(fresh);
  fresh.dispose();
}
