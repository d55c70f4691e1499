import { z } from 'zod';
import { expected } from './expected.ts';

const aCount = expected('a whole number ≥ 1');
/** A whole number ≥ 1. */
export const count = z.int(aCount).min(1, aCount);

const aWhole = expected('a whole number ≥ 0');
/** A whole number ≥ 0. */
export const whole = z.int(aWhole).min(0, aWhole);

const aFraction = expected('a number in [0, 1]');
/** In [0, 1]. */
export const fraction = z.number(aFraction).min(0, aFraction).max(1, aFraction);

const aDecay = expected('a number in [0, 1)');
/** In [0, 1). */
export const belowOne = z.number(aDecay).min(0, aDecay).lt(1, aDecay);

const atLeastZero = expected('a number ≥ 0');
/** A number ≥ 0. */
export const nonNegative = z.number(atLeastZero).min(0, atLeastZero);

const aboveZero = expected('a number > 0');
/** A number > 0. */
export const positive = z.number(aboveZero).positive(aboveZero);
