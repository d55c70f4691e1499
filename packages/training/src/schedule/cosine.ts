import { expectThat } from '@tandem-det/core';
import type { Schedule } from './schedule.ts';

export interface CosineOptions {
  readonly learningRate: number;
  /** Steps of the whole run: the rate is at its lowest there, and stays. */
  readonly steps: number;
  /** Part of the rate that is left at the end. */
  readonly finalRatio?: number;
}

/**
 * learningRate · (f + (1 − f) · (1 + cos(π · step / steps)) / 2) with f = finalRatio.
 *
 * Source: Loshchilov and Hutter, SGDR (arXiv 1608.03983), equation 5, without restarts.
 */
export function cosine({ learningRate, steps, finalRatio = 0 }: CosineOptions): Schedule {
  expectThat(
    Number.isInteger(steps) && steps > 0,
    'cosine.steps',
    'a whole number of steps ≥ 1',
    String(steps),
  );
  return ({ step }) => {
    const done = Math.min(step / steps, 1);
    return learningRate * (finalRatio + ((1 - finalRatio) * (1 + Math.cos(Math.PI * done))) / 2);
  };
}
