import { describe, readOptions } from '@tandem-det/base';
import type { Loss } from '@tandem-det/core';
import { sub } from '@tensorflow/tfjs-core';
import { type OverlapLossOptions, overlapLoss, overlapLossOptions } from './overlap-loss.ts';

/** The options of `ciou`, their defaults and their checks. */
export const ciouOptions = overlapLossOptions;

/**
 * CIoU loss of the positives: `Σ weight · (1 - CIoU(predicted, assigned box)) / normalizer`, CIoU being the
 * DIoU less a penalty for another ratio of width to height.
 *
 * Shapes: boxes [B, A, 4] in pixels. Returns the term `box`. The other priors take no part.
 * Source: Zheng et al. 2020, Distance-IoU Loss, equation 10. As in mmdetection 2.14, and other than in the
 * paper, the gradient runs through the factor of the penalty.
 */
export function ciou(options: OverlapLossOptions = {}): Loss {
  const read = readOptions('ciou', ciouOptions, options);
  const loss = overlapLoss('ciou', (overlaps) => sub(1, overlaps), read);
  return describe(loss, 'ciou', read);
}
