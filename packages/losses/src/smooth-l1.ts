import { expectThat } from '@tandem-det/base';
import type { DeltaPredictions, Loss } from '@tandem-det/core';
import { type DeltaLossOptions, deltaLoss } from './delta-loss.ts';

export interface SmoothL1LossOptions extends DeltaLossOptions {
  /** Difference of deltas from which the loss is linear. */
  readonly beta?: number;
}

/**
 * Smooth absolute error of the positives' deltas: `Σ weight · Σ_4 s(boxDeltas - deltas of the assigned box) /
 * normaliser`, `s(d) = d² / (2β)` for |d| < β and `|d| - β/2` elsewhere.
 *
 * Shapes: boxDeltas [B, A, 4]; objects must have a width and a height. Returns the term `box`.
 * Errors: an ExpectationError for a head that predicts no deltas (a compile error in TypeScript), and for a
 * beta that is not positive.
 * Source: Girshick 2015, Fast R-CNN, equation 3.
 */
export function smoothL1({ beta = 1, ...options }: SmoothL1LossOptions = {}): Loss<DeltaPredictions> {
  expectThat(beta > 0 && beta < Infinity, 'smoothL1: beta', 'a number > 0', String(beta), 'For 0 use l1().');
  return deltaLoss('smoothL1', beta, options);
}
