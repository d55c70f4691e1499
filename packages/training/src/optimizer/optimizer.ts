import type { Parameter } from '@tandem-det/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Gradients by parameter name; a parameter that took no part in the loss is absent. */
export type Gradients = ReadonlyMap<string, Tensor>;

/** Changes parameters from their gradients. Owns the state that it keeps between steps. */
export interface Optimizer {
  readonly name: string;
  /**
   * One step. Every changed parameter gets a new tensor through `variable.assign`, never a write in
   * place: backends cache packed weights by tensor. Leaves the gradients to the caller to dispose.
   */
  apply(parameters: readonly Parameter[], gradients: Gradients, learningRate: number): void;
  /** The kept tensors by name, such as `velocity.backbone.conv1.weight`; they stay the optimizer's. */
  state(): ReadonlyMap<string, Tensor>;
  /** Replaces the kept tensors by copies of these, which came from `state()` of the same optimizer. */
  restore(state: ReadonlyMap<string, Tensor>): void;
  dispose(): void;
}
