import { describe, expected, readOptions } from '@tandem-det/base';
import type { Progress } from '@tandem-det/core';
import { z } from 'zod';

/**
 * Learning rate of the step that begins at `progress`: a pure function, so that a resumed run goes on
 * exactly and a whole schedule can be drawn before it runs.
 */
export type Schedule = (progress: Progress) => number;

const aRate = expected('a learning rate ≥ 0');
/** The option of `constant`, its argument. */
export const constantOptions = z.strictObject({ learningRate: z.number(aRate).min(0, aRate) });

/** The same learning rate throughout. */
export function constant(learningRate: number): Schedule {
  const read = readOptions('constant', constantOptions, { learningRate });
  return describe(() => read.learningRate, 'constant', read);
}
