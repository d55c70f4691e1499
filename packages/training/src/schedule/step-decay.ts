import { describe, expected, nonNegative, positive, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import type { Schedule } from './schedule.ts';

const ascending = expected('whole numbers in ascending order');

/** The options of `stepDecay`, their defaults and their checks. */
export const stepDecayOptions = z.strictObject({
  learningRate: positive,
  /** Where the rate drops, ascending: numbers of whole epochs (or of steps, see `unit`) done. */
  at: z
    .array(z.int(ascending).min(0, ascending), ascending)
    .refine((at) => at.every((place, index) => index === 0 || place > at[index - 1]!), ascending)
    .readonly(),
  /** What the rate is multiplied by at each. */
  factor: nonNegative.default(0.1),
  unit: z.enum(['epoch', 'step']).default('epoch'),
});

export type StepDecayOptions = z.input<typeof stepDecayOptions>;

/**
 * learningRate · factor^(number of drops at or before the present epoch). `at: [8, 11]` trains epochs
 * 0 to 7 at the full rate, 8 to 10 at a tenth, 11 on at a hundredth.
 *
 * Source: the "1x" schedule of mmdetection (12 epochs, drops after 8 and 11).
 */
export function stepDecay(options: StepDecayOptions): Schedule {
  const read = readOptions('stepDecay', stepDecayOptions, options);
  const { learningRate, at, factor, unit } = read;
  const schedule: Schedule = (progress) =>
    learningRate * factor ** at.filter((place) => progress[unit] >= place).length;
  return describe(schedule, 'stepDecay', read);
}
