import {
  cast,
  ceil,
  concat,
  div,
  expandDims,
  greater,
  min,
  mul,
  slice,
  sub,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Priors } from './priors.ts';
import { checkShape } from './shapes.ts';

/**
 * [B, A] float32: 1 for priors in the cells that belong to the image, 0 for those in the batch's padding.
 *
 * validSizes [B, 2] holds height and width in pixels; a level of stride s has ceil(height / s) × ceil(width / s)
 * valid cells. A centre lies within its cell, so it is compared with the end of the last valid cell,
 * ceil(size / s) · s.
 * Source: mmdetection's `valid_flags`. Call it off the gradient tape: comparisons have no gradient.
 */
export function validPriors(priors: Priors, validSizes: Tensor2D): Tensor2D {
  checkShape('validPriors', validSizes, 'B 2');
  return tidy(() => {
    const strides = expandDims(expandDims(priors.strides, 1), 0); // [1, A, 1]
    const cells = ceil(div(expandDims(validSizes, 1), strides)); // [B, A, 2], height first
    const centers = expandDims(
      concat([slice(priors.centers, [0, 1], [-1, 1]), slice(priors.centers, [0, 0], [-1, 1])], 1),
      0,
    ); // [1, A, 2], y first
    const rest = sub(mul(cells, strides), centers); // subtracted first: comparing while broadcasting is slow on wasm
    return min(cast(greater(rest, 0), 'float32'), 2) as Tensor2D;
  });
}
