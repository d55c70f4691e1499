import type { GroundTruth, LossTerms, ParameterStore, Progress } from '@tandem-det/core';
import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';

/** What the trainer needs of a detector; `createDetector` makes one. */
export interface TrainableDetector {
  readonly classes: readonly string[];
  readonly parameters: ParameterStore;
  /** One forward and backward pass; the caller disposes all of the result. */
  gradients(images: Tensor4D, truth: GroundTruth, progress: Progress): StepGradients;
}

export interface StepGradients {
  readonly terms: LossTerms;
  /** By parameter name. */
  readonly gradients: ReadonlyMap<string, Tensor>;
  readonly positives: Scalar;
}
