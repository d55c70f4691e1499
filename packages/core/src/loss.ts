import type { Scalar } from '@tensorflow/tfjs-core';
import type { Assignment } from './assignment.ts';
import type { DensePredictions } from './predictions.ts';
import type { Priors } from './priors.ts';
import type { Progress } from './progress.ts';
import type { GroundTruth } from './truth.ts';

/** Loss terms by name, each already normalised and weighted: the total is their sum. */
export type LossTerms = Readonly<Record<string, Scalar>>;

/** A differentiable function of the predictions. It declares, as P, the predictions that it needs. */
export type Loss<P extends DensePredictions = DensePredictions> = (
  predictions: P,
  priors: Priors,
  truth: GroundTruth,
  assignment: Assignment,
  progress: Progress,
) => LossTerms;
