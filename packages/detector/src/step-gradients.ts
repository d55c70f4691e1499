import type { LossTerms, ParameterStore } from '@tandem-det/core';
import { add, dispose, keep, type Scalar, scalar, type Tensor, variableGrads } from '@tensorflow/tfjs-core';
import { freeSpent } from './free-spent.ts';

/** What a forward pass in training gives. */
export interface TrainingPass {
  readonly terms: LossTerms;
  /** Number of positives in the batch. */
  readonly positives: Scalar;
}

/** One forward and backward pass. All tensors belong to the caller. */
export interface StepGradients extends TrainingPass {
  /** By parameter name; a parameter that the loss does not depend on is absent. */
  readonly gradients: ReadonlyMap<string, Tensor>;
}

/** Gradients of the sum of the terms with respect to the trainable parameters. */
export function stepGradients(parameters: ParameterStore, compute: () => TrainingPass): StepGradients {
  let pass: TrainingPass | undefined;
  const variables = parameters.trainable.map(({ variable }) => variable);
  const { value, grads } = variableGrads(() => {
    pass = compute();
    const terms = Object.values(pass.terms);
    for (const result of [...terms, pass.positives]) keep(result);
    const total = terms.reduce((sum, term) => add(sum, term), scalar(0));
    freeSpent(variables);
    return total;
  }, variables);
  dispose(value);
  const gradients = parameters.trainable.flatMap(({ name, variable }) => {
    const gradient = grads[variable.name];
    return gradient === undefined ? [] : [[name, gradient] as const];
  });
  return { ...pass!, gradients: new Map(gradients) };
}
