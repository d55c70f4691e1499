import { describe, readOptions } from '@tandem-det/base';
import type { DeltaPredictions, Loss } from '@tandem-det/core';
import { type DeltaLossOptions, deltaLoss, deltaLossOptions } from './delta-loss.ts';

/** The options of `l1`, their defaults and their checks. */
export const l1Options = deltaLossOptions;

/**
 * Absolute error of the positives' deltas: `Σ weight · Σ_4 |boxDeltas - deltas of the assigned box| /
 * normalizer`. The gradient of an exact delta is 0.
 *
 * Shapes: boxDeltas [B, A, 4]; objects must have a width and a height. Returns the term `box`.
 * Errors: an ExpectationError for an unknown option; `createDetector` refuses a head that predicts no deltas (a compile error in TypeScript).
 * Source: mmdetection's RetinaNet.
 */
export function l1(options: DeltaLossOptions = {}): Loss<DeltaPredictions> {
  const read = readOptions('l1', l1Options, options);
  return describe(deltaLoss('l1', 0, read), 'l1', read);
}
