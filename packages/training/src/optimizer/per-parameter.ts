import { ExpectationError } from '@tandem-det/base';
import type { Parameter } from '@tandem-det/core';
import * as tf from '@tensorflow/tfjs-core';
import type { Gradients, Optimizer } from './optimizer.ts';
import { type GroupFactors, groupFactors, type ReadGroup } from './parameter-groups.ts';

/** What an optimizer does to one parameter. */
export interface ParameterRule {
  readonly name: string;
  /** Names of the tensors that are kept for each parameter; of its shape, and 0 at first. */
  readonly slots: readonly string[];
  /** True where the rule needs the number of the step. */
  readonly counts: boolean;
  readonly weightDecay: number;
  readonly groups: readonly ReadGroup[];
  /** The new weight, then the new slots in their order. `step` counts the parameter's own steps, from 1. */
  readonly update: (
    weight: tf.Tensor,
    slots: readonly tf.Tensor[],
    gradient: tf.Tensor,
    numbers: { readonly learningRate: number; readonly weightDecay: number; readonly step: number },
  ) => readonly tf.Tensor[];
}

/**
 * An optimizer that follows one rule for each parameter by itself; one without a gradient is left alone. It belongs to
 * the detector of its first step: `apply` throws for another one's parameters.
 */
export function perParameter({
  name,
  slots,
  counts: isCounting,
  weightDecay,
  groups,
  update,
}: ParameterRule): Optimizer {
  const kept = new Map<string, tf.Tensor>();
  const steps = new Map<string, number>();
  let known: readonly Parameter[] = [];
  let factors: ReadonlyMap<string, GroupFactors> = new Map();

  const keep = (key: string, tensor: tf.Tensor): void => {
    kept.get(key)?.dispose();
    kept.set(key, tf.keep(tensor));
  };
  const clear = (): void => {
    for (const tensor of kept.values()) tensor.dispose();
    kept.clear();
    steps.clear();
    known = [];
  };

  const begin = (parameters: readonly Parameter[]): void => {
    if (parameters.length === known.length && parameters.every((each, index) => each === known[index]))
      return;
    const before = new Map(known.map((parameter) => [parameter.name, parameter]));
    const other = parameters.find((each) => (before.get(each.name) ?? each).variable !== each.variable);
    if (other !== undefined) {
      throw new ExpectationError(
        name,
        'the parameters that it began with',
        `those of another detector (${other.name})`,
        'Make an optimizer for each detector.',
      );
    }
    factors = groupFactors(groups, parameters, name);
    known = [...parameters];
  };

  const step = (parameter: Parameter, gradient: tf.Tensor, learningRate: number): void => {
    const { variable } = parameter;
    const { rate, decay } = factors.get(parameter.name)!;
    const done = (steps.get(parameter.name) ?? 0) + 1;
    const keys = slots.map((slot) => `${slot}.${parameter.name}`);
    const old = keys.map((key) => kept.get(key) ?? tf.zeros(variable.shape));
    const numbers = { learningRate: learningRate * rate, weightDecay: weightDecay * decay, step: done };
    const [weight, ...rest] = update(variable, old, gradient, numbers);
    variable.assign(weight!);
    keys.forEach((key, index) => {
      keep(key, rest[index]!);
    });
    if (isCounting) steps.set(parameter.name, done);
  };

  return {
    name,
    begin,
    apply(parameters: readonly Parameter[], gradients: Gradients, learningRate: number) {
      begin(parameters);
      for (const parameter of parameters) {
        const gradient = gradients.get(parameter.name);
        if (gradient !== undefined) tf.tidy(() => step(parameter, gradient, learningRate));
      }
    },
    state: () => ({ tensors: new Map(kept), counts: Object.fromEntries(steps) }),
    restore({ tensors, counts }) {
      clear();
      for (const [key, tensor] of tensors) keep(key, tf.clone(tensor));
      for (const [key, count] of Object.entries(counts)) steps.set(key, count);
    },
    dispose: clear,
  };
}
