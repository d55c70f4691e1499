import { expectThat } from '@tandem-det/core';
import type { Schedule } from './schedule.ts';

export interface LinearWarmUpOptions {
  /** Steps until the schedule's own rate is reached; 0 for none. */
  readonly steps?: number;
  /** Part of the rate at step 0. */
  readonly ratio?: number;
}

/**
 * rate · (1 − (1 − step / steps) · (1 − ratio)) for the first `steps` steps, with `rate` that of the
 * schedule at that step; the schedule itself from then on.
 *
 * Source: mmcv's linear warm-up (defaults of mmdetection's "1x" schedule: 500 steps from 0.001).
 */
export function linearWarmUp(
  { steps = 500, ratio = 0.001 }: LinearWarmUpOptions,
  schedule: Schedule,
): Schedule {
  expectThat(
    Number.isInteger(steps) && steps >= 0,
    'linearWarmUp.steps',
    'a whole number of steps ≥ 0',
    String(steps),
  );
  return (progress) => {
    const rate = schedule(progress);
    return progress.step < steps ? rate * (1 - (1 - progress.step / steps) * (1 - ratio)) : rate;
  };
}
