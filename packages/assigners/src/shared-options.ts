import { nonNegative } from '@tandem-det/base';
import { z } from 'zod';

/** Pixels by which a prior's center must lie inside the object. */
export const insideMargin = nonNegative.default(0.01);

/** What priors in the padding of a batch are, which never belong to an object. */
export const paddedPriors = z.enum(['ignored', 'background']);
