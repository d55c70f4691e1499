import { describe, readOptions } from '@tandem-det/base';
import type { Loss } from '@tandem-det/core';
import { sub } from '@tensorflow/tfjs-core';
import { type OverlapLossOptions, overlapLoss, overlapLossOptions } from './overlap-loss.ts';

/** The options of `diou`, their defaults and their checks. */
export const diouOptions = overlapLossOptions;

/**
 * DIoU loss of the positives: `Σ weight · (1 - DIoU(predicted, assigned box)) / normalizer`, DIoU being the
 * IoU less the squared distance of the centres over the squared diagonal of the enclosing box.
 *
 * Shapes: boxes [B, A, 4] in pixels. Returns the term `box`. The other priors take no part.
 * Source: Zheng et al. 2020, Distance-IoU Loss, equation 7.
 */
export function diou(options: OverlapLossOptions = {}): Loss {
  const read = readOptions('diou', diouOptions, options);
  const loss = overlapLoss('diou', (overlaps) => sub(1, overlaps), read);
  return describe(loss, 'diou', read);
}
