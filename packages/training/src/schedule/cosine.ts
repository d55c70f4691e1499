import { count, describe, expectThat, fraction, positive, readOptions, whole } from '@tandem-det/base';
import { z } from 'zod';
import type { Schedule } from './schedule.ts';

/** The options of `cosine`, their defaults and their checks. */
export const cosineOptions = z.strictObject({
  learningRate: positive,
  /** Steps of the whole run. */
  steps: count,
  /** Part of the rate that is left at the end. */
  finalRatio: fraction.default(0),
  /** Steps at the full rate before it falls: those of a warm-up. */
  after: whole.default(0),
  /** Last steps of the run, all at the lowest rate. */
  hold: whole.default(0),
});

export type CosineOptions = z.input<typeof cosineOptions>;

/**
 * learningRate · (f + (1 − f) · (1 + cos(π x)) / 2) with f = finalRatio and
 * x = (step − after) / (steps − after − hold), kept within [0, 1].
 *
 * Source: Loshchilov and Hutter, SGDR (arXiv 1608.03983), equation 5, without restarts; `after` and `hold` as
 * in YOLOX, whose cosine begins after the warm-up and whose last 15 epochs have the lowest rate.
 */
export function cosine(options: CosineOptions): Schedule {
  const read = readOptions('cosine', cosineOptions, options);
  const { learningRate, steps, finalRatio, after, hold } = read;
  const falling = steps - after - hold;
  expectThat(
    falling > 0,
    'cosine',
    `after and hold that leave some of ${steps} steps`,
    `after ${after} and hold ${hold}`,
  );
  const schedule: Schedule = ({ step }) => {
    const done = Math.min(Math.max((step - after) / falling, 0), 1);
    return learningRate * (finalRatio + ((1 - finalRatio) * (1 + Math.cos(Math.PI * done))) / 2);
  };
  return describe(schedule, 'cosine', read);
}
