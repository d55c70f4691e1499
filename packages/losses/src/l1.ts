import type { DeltaPredictions, Loss } from '@tandem-det/core';
import { type DeltaLossOptions, deltaLoss } from './delta-loss.ts';

/**
 * Absolute error of the positives' deltas: `Σ weight · Σ_4 |boxDeltas - deltas of the assigned box| /
 * normaliser`. The gradient of an exact delta is 0.
 *
 * Shapes: boxDeltas [B, A, 4]; objects must have a width and a height. Returns the term `box`.
 * Errors: an ExpectationError for a head that predicts no deltas (a compile error in TypeScript).
 * Source: mmdetection's RetinaNet.
 */
export function l1(options: DeltaLossOptions = {}): Loss<DeltaPredictions> {
  return deltaLoss('l1', 0, options);
}
