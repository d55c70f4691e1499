import { expectThat } from '@tandem-det/base';
import type { Schedule } from './schedule.ts';

export interface StepDecayOptions {
  readonly learningRate: number;
  /** Where the rate drops, ascending: numbers of whole epochs (or of steps, see `unit`) done. */
  readonly at: readonly number[];
  readonly factor?: number;
  readonly unit?: 'epoch' | 'step';
}

/**
 * learningRate · factor^(number of drops at or before the present epoch). `at: [8, 11]` trains epochs
 * 0 to 7 at the full rate, 8 to 10 at a tenth, 11 on at a hundredth.
 *
 * Source: the "1x" schedule of mmdetection (12 epochs, drops after 8 and 11).
 */
export function stepDecay({ learningRate, at, factor = 0.1, unit = 'epoch' }: StepDecayOptions): Schedule {
  expectThat(
    at.every(
      (place, index) => Number.isInteger(place) && place >= 0 && (index === 0 || place > at[index - 1]!),
    ),
    'stepDecay.at',
    'whole numbers in ascending order',
    JSON.stringify(at),
  );
  return (progress) => learningRate * factor ** at.filter((place) => progress[unit] >= place).length;
}
