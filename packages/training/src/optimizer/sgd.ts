import { expectThat, type Parameter } from '@tandem-det/core';
import { sgdStep } from '@tandem-det/kernels';
import * as tf from '@tensorflow/tfjs-core';
import type { Optimizer } from './optimizer.ts';

/** Other numbers for some parameters: the first group that matches a parameter counts. */
export interface SgdGroup {
  readonly matches: (parameter: Parameter) => boolean;
  /** Multiplies the schedule's rate. */
  readonly rateFactor?: number;
  readonly weightDecay?: number;
}

export interface SgdOptions {
  readonly momentum?: number;
  readonly weightDecay?: number;
  readonly nesterov?: boolean;
  readonly groups?: readonly SgdGroup[];
}

const VELOCITY = 'velocity.';

/**
 * Stochastic gradient descent with momentum, for gradient g and rate η:
 * v ← momentum · v + (g + weightDecay · w), w ← w − η · v (Nesterov: w ← w − η · (g + weightDecay · w + momentum · v)).
 *
 * v begins at 0, and a parameter without a gradient keeps its value and its v.
 * Source: PyTorch's `SGD` without dampening; mmdetection's defaults (0.9 and 1e-4 on every parameter).
 */
export function sgd({
  momentum = 0.9,
  weightDecay = 1e-4,
  nesterov = false,
  groups = [],
}: SgdOptions = {}): Optimizer {
  expectThat(momentum >= 0 && momentum < 1, 'sgd.momentum', 'a number in [0, 1)', String(momentum));
  expectThat(weightDecay >= 0, 'sgd.weightDecay', 'a number ≥ 0', String(weightDecay));
  const velocities = new Map<string, tf.Tensor>();

  const keep = (name: string, velocity: tf.Tensor): void => {
    velocities.get(name)?.dispose();
    velocities.set(name, tf.keep(velocity));
  };

  return {
    name: 'sgd',
    apply(parameters, gradients, learningRate) {
      for (const parameter of parameters) {
        const gradient = gradients.get(parameter.name);
        if (gradient === undefined) continue;
        const group = groups.find(({ matches }) => matches(parameter));
        tf.tidy(() => {
          const { name, variable } = parameter;
          const velocity = velocities.get(name) ?? tf.zeros(variable.shape);
          const [newWeight, newVelocity] = sgdStep(variable, velocity, gradient, {
            learningRate: learningRate * (group?.rateFactor ?? 1),
            weightDecay: group?.weightDecay ?? weightDecay,
            momentum,
            nesterov,
          });
          variable.assign(newWeight);
          keep(name, newVelocity);
        });
      }
    },
    state: () => new Map([...velocities].map(([name, velocity]) => [VELOCITY + name, velocity])),
    restore(state) {
      for (const velocity of velocities.values()) velocity.dispose();
      velocities.clear();
      for (const [name, tensor] of state) keep(name.slice(VELOCITY.length), tf.clone(tensor));
    },
    dispose() {
      for (const velocity of velocities.values()) velocity.dispose();
      velocities.clear();
    },
  };
}
