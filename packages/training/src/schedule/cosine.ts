import { expectThat } from '@tandem-det/base';
import type { Schedule } from './schedule.ts';

export interface CosineOptions {
  readonly learningRate: number;
  /** Steps of the whole run. */
  readonly steps: number;
  /** Part of the rate that is left at the end. */
  readonly finalRatio?: number;
  /** Steps at the full rate before it falls: those of a warm-up. */
  readonly after?: number;
  /** Last steps of the run, all at the lowest rate. */
  readonly hold?: number;
}

/**
 * learningRate · (f + (1 − f) · (1 + cos(π x)) / 2) with f = finalRatio and
 * x = (step − after) / (steps − after − hold), kept within [0, 1].
 *
 * Source: Loshchilov and Hutter, SGDR (arXiv 1608.03983), equation 5, without restarts; `after` and `hold` as
 * in YOLOX, whose cosine begins after the warm-up and whose last 15 epochs have the lowest rate.
 */
export function cosine({
  learningRate,
  steps,
  finalRatio = 0,
  after = 0,
  hold = 0,
}: CosineOptions): Schedule {
  const isCount = Number.isInteger(steps) && steps > 0;
  expectThat(isCount, 'cosine.steps', 'a whole number of steps ≥ 1', String(steps));
  const falling = steps - after - hold;
  expectThat(
    after >= 0 && hold >= 0 && falling > 0,
    'cosine',
    `after ≥ 0 and hold ≥ 0 that leave some of ${steps} steps`,
    `after ${after} and hold ${hold}`,
  );
  return ({ step }) => {
    const done = Math.min(Math.max((step - after) / falling, 0), 1);
    return learningRate * (finalRatio + ((1 - finalRatio) * (1 + Math.cos(Math.PI * done))) / 2);
  };
}
