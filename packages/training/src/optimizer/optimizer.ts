import type { Parameter } from '@tandem-det/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Gradients by parameter name; a parameter that took no part in the loss is absent. */
export type Gradients = ReadonlyMap<string, Tensor>;

/** What an optimizer keeps between steps. */
export interface OptimizerState {
  /** By name, such as `velocity.backbone.conv1.weight`. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** How often each parameter was changed, where the rule depends on it. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Changes parameters from their gradients. Owns the state that it keeps between steps. */
export interface Optimizer {
  readonly name: string;
  /** Before the first step: throws where options do not fit these parameters. */
  begin?(parameters: readonly Parameter[]): void;
  /**
   * One step. Every changed parameter gets a new tensor through `variable.assign`, never a write in
   * place: backends cache packed weights by tensor. Leaves the gradients to the caller to dispose.
   */
  apply(parameters: readonly Parameter[], gradients: Gradients, learningRate: number): void;
  /** The kept state, whose tensors stay the optimizer's. */
  state(): OptimizerState;
  /** Replaces the kept state by a copy of this one, which came from `state()` of the same optimizer. */
  restore(state: OptimizerState): void;
  dispose(): void;
}
