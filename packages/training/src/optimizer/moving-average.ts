import { belowOne, describe, expected, readOptions } from '@tandem-det/base';
import type { Parameter } from '@tandem-det/core';
import { averageStep } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { z } from 'zod';

const someSteps = expected('a number of steps ≥ 0');

/** The options of `movingAverage`, their defaults and their checks. */
export const movingAverageOptions = z.strictObject({
  /** Part of the old average that a step keeps, once the average has run for long. */
  decay: belowOne.default(0.9998),
  /** Steps after which the decay has come to 1 − 1/e of its value; 0 for the full decay from the start. */
  ramp: z.number(someSteps).min(0, someSteps).default(2000),
});

export type MovingAverageOptions = z.input<typeof movingAverageOptions>;

/** An average of a detector's parameters over the steps of a run. Owns its tensors. */
export interface MovingAverage {
  /** Takes the parameters in as they are after a step. */
  update(parameters: readonly Parameter[]): void;
  /** Puts the averages in place of the parameters. */
  assign(parameters: readonly Parameter[]): void;
  /** Runs `use` with the averages in place of the parameters, which come back whatever happens. */
  during<T>(parameters: readonly Parameter[], use: () => Promise<T>): Promise<T>;
  /** The averages by parameter name, which stay its own, and the number of updates. */
  state(): { readonly tensors: ReadonlyMap<string, tf.Tensor>; readonly updates: number };
  /** Replaces the state by a copy of one from `state()`. */
  restore(state: ReturnType<MovingAverage['state']>): void;
  dispose(): void;
}

/**
 * Exponential moving average of everything that training changes, running statistics included: after update
 * n from 1, average ← d · average + (1 − d) · value with d = decay · (1 − e^(−n / ramp)).
 *
 * Source: YOLOX's `ModelEMA` (0.9998, 2000), where the average begins with the values before the first step
 * (of weight d = 0.0005 after it); here with those after it.
 */
export function movingAverage(options: MovingAverageOptions = {}): MovingAverage {
  const read = readOptions('movingAverage', movingAverageOptions, options);
  const { decay, ramp } = read;
  const averages = new Map<string, tf.Tensor>();
  let updates = 0;

  const keep = (name: string, average: tf.Tensor): void => {
    averages.get(name)?.dispose();
    averages.set(name, tf.keep(average));
  };
  const clear = (): void => {
    for (const average of averages.values()) average.dispose();
    averages.clear();
    updates = 0;
  };
  const averaged = (parameters: readonly Parameter[]) =>
    parameters.filter(({ trainable, role }) => trainable || role === 'statistic');

  const assign = (parameters: readonly Parameter[]): void => {
    for (const { name, variable } of averaged(parameters)) {
      const average = averages.get(name);
      if (average) variable.assign(average);
    }
  };

  const average: MovingAverage = {
    update(parameters) {
      updates++;
      const kept = decay * (ramp === 0 ? 1 : 1 - Math.exp(-updates / ramp));
      for (const { name, variable } of averaged(parameters)) {
        tf.tidy(() => keep(name, averageStep(averages.get(name) ?? variable, variable, { decay: kept })));
      }
    },
    assign,
    async during(parameters, use) {
      const swapped = averaged(parameters);
      const own = swapped.map(({ variable }) => tf.keep(tf.clone(variable)));
      assign(parameters);
      try {
        return await use();
      } finally {
        swapped.forEach(({ variable }, index) => {
          variable.assign(own[index]!);
        });
        tf.dispose(own);
      }
    },
    state: () => ({ tensors: new Map(averages), updates }),
    restore({ tensors, updates: done }) {
      clear();
      updates = done;
      for (const [name, average] of tensors) keep(name, tf.clone(average));
    },
    dispose: clear,
  };
  return describe(average, 'movingAverage', read);
}
