import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Context } from './context.ts';
import type { ParameterScope } from './parameters.ts';
import type { DensePredictions } from './predictions.ts';
import type { MapSize, Priors } from './priors.ts';

/** One feature level: pixels of the network's input per cell, and channels. */
export interface Level {
  readonly stride: number;
  readonly channels: number;
}

/** Features of each level, finest first, each [B, H, W, C]. */
export type Features = readonly Tensor4D[];

/** Turns images into features. */
export interface Backbone {
  readonly name: string;
  /** The levels that the built function returns, finest first. */
  readonly levels: readonly Level[];
  /** Creates the parameters; the function takes images [B, H, W, 3]. */
  build(scope: ParameterScope): (images: Tensor4D, context: Context) => Features;
}

/** Turns a backbone's features into a pyramid. */
export interface Neck {
  readonly name: string;
  /** The levels that the built function returns for these inputs, finest first. */
  levels(inputs: readonly Level[]): readonly Level[];
  build(scope: ParameterScope, inputs: readonly Level[]): (features: Features, context: Context) => Features;
}

/** Predicts, for each prior, classes and a box. */
export interface Head<P extends DensePredictions> {
  readonly name: string;
  /** The predictions that this head offers, by field name; a loss or assigner that needs others is refused. */
  readonly provides: readonly (keyof P & string)[];
  /** The priors of feature maps of these sizes, one per level. Geometry only: needs no parameters. */
  priors(levels: readonly Level[], maps: readonly MapSize[]): Priors;
  build(
    scope: ParameterScope,
    levels: readonly Level[],
    classes: number,
  ): (features: Features, priors: Priors, context: Context) => P;
  /** [B, A, K] in [0, 1]: what detections are ranked and reported by. */
  scores(predictions: P): Tensor3D;
  /** [B, A, K] in [0, 1]: what the score threshold is compared with; `scores` where absent. */
  thresholdScores?(predictions: P): Tensor3D;
}
