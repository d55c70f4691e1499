import { describe, positive, readOptions } from '@tandem-det/base';
import type { DeltaPredictions, Loss } from '@tandem-det/core';
import type { z } from 'zod';
import { deltaLoss, deltaLossOptions } from './delta-loss.ts';

/** The options of `smoothL1`, their defaults and their checks. */
export const smoothL1Options = deltaLossOptions.extend({
  /** Difference of deltas from which the loss is linear; for 0 there is `l1`. */
  beta: positive.default(1),
});

export type SmoothL1LossOptions = z.input<typeof smoothL1Options>;

/**
 * Smooth absolute error of the positives' deltas: `Σ weight · Σ_4 s(boxDeltas - deltas of the assigned box) /
 * normalizer`, `s(d) = d² / (2β)` for |d| < β and `|d| - β/2` elsewhere.
 *
 * Shapes: boxDeltas [B, A, 4]; objects must have a width and a height. Returns the term `box`.
 * Errors: an ExpectationError for an unknown option and a beta that is not positive; `createDetector` refuses a head that
 * predicts no deltas (a compile error in TypeScript).
 * Source: Girshick 2015, Fast R-CNN, equation 3.
 */
export function smoothL1(options: SmoothL1LossOptions = {}): Loss<DeltaPredictions> {
  const read = readOptions('smoothL1', smoothL1Options, options);
  return describe(deltaLoss('smoothL1', read.beta, read), 'smoothL1', read);
}
