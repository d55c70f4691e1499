import { describe, fraction, partOption, readOptions, whole } from '@tandem-det/base';
import { z } from 'zod';
import type { Schedule } from './schedule.ts';

/** How the rate grows over the part x ∈ [0, 1) of the warm-up that is done. */
const curves = {
  constant: (_done: number, ratio: number) => ratio,
  linear: (done: number, ratio: number) => 1 - (1 - done) * (1 - ratio),
  quadratic: (done: number, ratio: number) => ratio + (1 - ratio) * done ** 2,
} as const;

export type WarmUpCurve = keyof typeof curves;

/** The options of `warmUp`, their defaults and their checks. */
export const warmUpOptions = z.strictObject({
  /** Steps until the schedule's own rate is reached; 0 for none. */
  steps: whole.default(500),
  /** Part of the rate at step 0. */
  ratio: fraction.default(0.001),
  curve: z.enum(['constant', 'linear', 'quadratic']).default('linear'),
});

export type WarmUpOptions = z.input<typeof warmUpOptions>;

/** Its second argument is the schedule that the warm-up leads to. */
const withSchedule = warmUpOptions.extend({
  schedule: partOption<Schedule>('a schedule, such as constant(0.01)'),
});

/**
 * For the first `steps` steps, `rate` of the schedule at that step times a factor; with r = ratio and
 * x = step / steps: constant r, linear r + (1 − r) x, quadratic r + (1 − r) x². Then the schedule itself.
 *
 * Sources: mmcv's constant and linear warm-up (mmdetection's "1x" schedule: linear, 500 steps from 0.001;
 * FCOS: constant, 500 steps at 1/3); YOLOX's quadratic one, from 0, before a cosine that begins `after` it.
 */
export function warmUp(options: WarmUpOptions, schedule: Schedule): Schedule {
  const read = readOptions('warmUp', withSchedule, { ...options, schedule });
  const { steps, ratio, curve } = read;
  const warmedUp: Schedule = (progress) => {
    const rate = schedule(progress);
    return progress.step < steps ? rate * curves[curve](progress.step / steps, ratio) : rate;
  };
  return describe(warmedUp, 'warmUp', read);
}
