import { expectThat } from '@tandem-det/base';
import type { Schedule } from './schedule.ts';

/** How the rate grows over the part x ∈ [0, 1) of the warm-up that is done. */
const curves = {
  constant: (_done: number, ratio: number) => ratio,
  linear: (done: number, ratio: number) => 1 - (1 - done) * (1 - ratio),
  quadratic: (done: number, ratio: number) => ratio + (1 - ratio) * done ** 2,
} as const;

export type WarmUpCurve = keyof typeof curves;

export interface WarmUpOptions {
  /** Steps until the schedule's own rate is reached; 0 for none. */
  readonly steps?: number;
  /** Part of the rate at step 0. */
  readonly ratio?: number;
  readonly curve?: WarmUpCurve;
}

/**
 * For the first `steps` steps, `rate` of the schedule at that step times a factor; with r = ratio and
 * x = step / steps: constant r, linear r + (1 − r) x, quadratic r + (1 − r) x². Then the schedule itself.
 *
 * Sources: mmcv's constant and linear warm-up (mmdetection's "1x" schedule: linear, 500 steps from 0.001;
 * FCOS: constant, 500 steps at 1/3); YOLOX's quadratic one, from 0, before a cosine that begins `after` it.
 */
export function warmUp(
  { steps = 500, ratio = 0.001, curve = 'linear' }: WarmUpOptions,
  schedule: Schedule,
): Schedule {
  const isCount = Number.isInteger(steps) && steps >= 0;
  expectThat(isCount, 'warmUp.steps', 'a whole number of steps ≥ 0', String(steps));
  expectThat(ratio >= 0 && ratio <= 1, 'warmUp.ratio', 'a number in [0, 1]', String(ratio));
  return (progress) => {
    const rate = schedule(progress);
    return progress.step < steps ? rate * curves[curve](progress.step / steps, ratio) : rate;
  };
}
