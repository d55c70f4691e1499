import type { Progress } from '@tandem-det/core';

/**
 * Learning rate of the step that begins at `progress`: a pure function, so that a resumed run goes on
 * exactly and a whole schedule can be drawn before it runs.
 */
export type Schedule = (progress: Progress) => number;

/** The same learning rate throughout. */
export const constant =
  (learningRate: number): Schedule =>
  () =>
    learningRate;
