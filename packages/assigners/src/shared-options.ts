import { nonNegative } from '@tandem-det/base';
import { z } from 'zod';

/** Pixels by which a prior's center must lie inside the object. */
export const insideMargin = nonNegative.default(0.01);

/** What becomes of priors in the padding of a batch, which never get an object: negatives, or in no loss at all. */
export const paddedPriors = z.enum(['ignored', 'background']);

export type PaddedPriors = z.infer<typeof paddedPriors>;
