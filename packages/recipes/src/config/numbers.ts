import { z } from 'zod';

/** A whole number of things, at least one. */
export const count = z.int().min(1);

export const fraction = z.number().min(0).max(1);
