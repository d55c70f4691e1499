import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import type { DensePredictions } from './predictions.ts';
import type { Priors } from './priors.ts';
import type { Progress } from './progress.ts';
import type { GroundTruth } from './truth.ts';

/** Value of `gtIndex` for a prior that is a negative example. */
export const BACKGROUND = -1;
/** Value of `gtIndex` for a prior that enters no loss. */
export const IGNORED = -2;

/** Which object each prior answers for. */
export interface Assignment {
  /** [B, A] int32: index of the object in its image, BACKGROUND or IGNORED. */
  readonly gtIndex: Tensor2D;
  /** [B, A] in [0, 1]: soft target of a positive (t̂ of task alignment learning), 1 where the assigner has none; 0 for priors that are not positive. */
  readonly alignment: Tensor2D;
  /** [B, A] int32: class of the assigned object, -1 where there is none. */
  readonly labels: Tensor2D;
  /** [B, A, 4]: box of the assigned object, the prior's own box where there is none. */
  readonly boxes: Tensor3D;
}

/**
 * Decides which priors answer for which objects. Runs off the gradient tape; shapes depend on the
 * inputs' shapes alone. Progress is an argument, never hidden state.
 */
export type Assigner<P extends DensePredictions = DensePredictions> = (
  predictions: P,
  priors: Priors,
  truth: GroundTruth,
  progress: Progress,
) => Assignment;
