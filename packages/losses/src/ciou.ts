import type { Loss } from '@tandem-det/core';
import { sub } from '@tensorflow/tfjs-core';
import { type OverlapLossOptions, overlapLoss } from './overlap-loss.ts';

/**
 * CIoU loss of the positives: `Σ weight · (1 - CIoU(predicted, assigned box)) / normaliser`, CIoU being the
 * DIoU less a penalty for another ratio of width to height.
 *
 * Shapes: boxes [B, A, 4] in pixels. Returns the term `box`. The other priors take no part.
 * Source: Zheng et al. 2020, Distance-IoU Loss, equation 10. As in mmdetection 2.14, and other than in the
 * paper, the gradient runs through the factor of the penalty.
 */
export function ciou(options: OverlapLossOptions = {}): Loss {
  return overlapLoss('ciou', (overlaps) => sub(1, overlaps), options);
}
