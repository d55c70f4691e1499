import { expected } from '@tandem-det/base';
import { z } from 'zod';

const aLevel = expected('a level from 2 to 5');
/** A level that a backbone's stage returns: level l has stride 2^l. */
export const stageLevel = z.int(aLevel).min(2, aLevel).max(5, aLevel);

/** First and last level that a backbone returns, of 2 to 5: level l has stride 2^l. */
export const stageLevels = z
  .tuple([z.int(), z.int()])
  .refine(
    ([first, last]) => 2 <= first && first <= last && last <= 5,
    expected('levels [first, last] from 2 to 5'),
  )
  .readonly();
