import type { Assignment, GroundTruth, LossTerms, ParameterStore, Progress } from '@tandem-det/core';
import type { Tensor4D } from '@tensorflow/tfjs-core';

/** What the trainer needs of a detector; `createDetector` makes one. */
export interface TrainableDetector {
  readonly classes: readonly string[];
  readonly parameters: ParameterStore;
  /** Loss terms of a training pass, differentiable; `observe` sees the assignment that they are computed from. */
  losses(
    images: Tensor4D,
    truth: GroundTruth,
    progress: Progress,
    observe?: (assignment: Assignment) => void,
  ): LossTerms;
}
