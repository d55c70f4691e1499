import { describe, readOptions } from '@tandem-det/base';
import type { Loss } from '@tandem-det/core';
import { sub } from '@tensorflow/tfjs-core';
import { type OverlapLossOptions, overlapLoss, overlapLossOptions } from './overlap-loss.ts';

/** The options of `giou`, their defaults and their checks. */
export const giouOptions = overlapLossOptions;

/**
 * GIoU loss of the positives: `Σ weight · (1 - GIoU(predicted, assigned box)) / normalizer`.
 *
 * Shapes: boxes [B, A, 4] in pixels. Returns the term `box`. The other priors, whatever they predict, take
 * no part: their gradient is 0.
 * Source: Rezatofighi et al. 2019; weights and normalizers as in the reference code of ATSS and TOOD.
 */
export function giou(options: OverlapLossOptions = {}): Loss {
  const read = readOptions('giou', giouOptions, options);
  const loss = overlapLoss('giou', (overlaps) => sub(1, overlaps), read);
  return describe(loss, 'giou', read);
}
