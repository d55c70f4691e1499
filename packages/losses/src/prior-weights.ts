import { type Assignment, IGNORED } from '@tandem-det/core';
import { cast, greater, greaterEqual, scalar, type Tensor2D } from '@tensorflow/tfjs-core';

/** [B, A]: 1 for priors that have an object, 0 for all others. */
export function positiveWeights({ gtIndex }: Assignment): Tensor2D {
  return cast(greaterEqual(gtIndex, scalar(0, 'int32')), 'float32') as Tensor2D;
}

/** [B, A]: 1 for positives and background, 0 for ignored priors. */
export function includedWeights({ gtIndex }: Assignment): Tensor2D {
  return cast(greater(gtIndex, scalar(IGNORED, 'int32')), 'float32') as Tensor2D;
}
