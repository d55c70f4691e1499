import type { Loss } from '@tandem-det/core';
import { sub } from '@tensorflow/tfjs-core';
import { type OverlapLossOptions, overlapLoss } from './overlap-loss.ts';

/**
 * GIoU loss of the positives: `Σ weight · (1 - GIoU(predicted, assigned box)) / normaliser`.
 *
 * Shapes: boxes [B, A, 4] in pixels. Returns the term `box`. The other priors, whatever they predict, take
 * no part: their gradient is 0.
 * Source: Rezatofighi et al. 2019; weights and normalisers as in the reference code of ATSS and TOOD.
 */
export function giou(options: OverlapLossOptions = {}): Loss {
  return overlapLoss('giou', (overlaps) => sub(1, overlaps), options);
}
