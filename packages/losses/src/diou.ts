import type { Loss } from '@tandem-det/core';
import { sub } from '@tensorflow/tfjs-core';
import { type OverlapLossOptions, overlapLoss } from './overlap-loss.ts';

/**
 * DIoU loss of the positives: `Σ weight · (1 - DIoU(predicted, assigned box)) / normaliser`, DIoU being the
 * IoU less the squared distance of the centres over the squared diagonal of the enclosing box.
 *
 * Shapes: boxes [B, A, 4] in pixels. Returns the term `box`. The other priors take no part.
 * Source: Zheng et al. 2020, Distance-IoU Loss, equation 7.
 */
export function diou(options: OverlapLossOptions = {}): Loss {
  return overlapLoss('diou', (overlaps) => sub(1, overlaps), options);
}
