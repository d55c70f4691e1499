import { type Assignment, distancesFromBoxes, type Priors } from '@tandem-det/core';
import { div, maximum, minimum, mul, reshape, slice, sqrt, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * How central a prior's centre lies in its object, with l, t, r, b its distances to the box's sides:
 * `sqrt(min(l, r) / max(l, r) · min(t, b) / max(t, b))`; 0 where the centre lies outside or on the edge.
 *
 * Shapes: returns [B, A] in [0, 1]; 1 for a prior without object, whose box is its own.
 * Source: Tian et al. 2019 (FCOS), equation 3. There a centre outside gives NaN; here it gives 0.
 */
export function centernessTarget(priors: Priors, { boxes }: Assignment): Tensor2D {
  const [images, count] = boxes.shape;
  const distances = maximum(distancesFromBoxes(priors.centers, boxes), 0); // [B, A, 4]: l, t, r, b
  const near = slice(distances, [0, 0, 0], [images, count, 2]); // l, t
  const far = slice(distances, [0, 0, 2], [images, count, 2]); // r, b
  const ratios = div(minimum(near, far), maximum(maximum(near, far), SMALLEST_DISTANCE)); // [B, A, 2]
  const horizontal = slice(ratios, [0, 0, 0], [images, count, 1]);
  const vertical = slice(ratios, [0, 0, 1], [images, count, 1]);
  return reshape(sqrt(mul(horizontal, vertical)), [images, count]);
}

/** Pixels; only a box without extent comes below it. */
const SMALLEST_DISTANCE = 1e-6;
