import { describe, partOption, readOptions, whole } from '@tandem-det/base';
import { z } from 'zod';
import type { Assigner, Assignment } from './assignment.ts';
import type { Loss, LossTerms } from './loss.ts';
import { needsOf, withNeeds } from './needs.ts';
import type { DensePredictions } from './predictions.ts';
import type { Progress } from './progress.ts';

type Phase = (...args: never[]) => Assignment | LossTerms;

const phase = partOption<Phase>('an assigner or a loss, such as taskAligned() or focal()');

/** What `afterEpoch` takes, by name. */
export const afterEpochOptions = z.strictObject({
  /** Epochs of the first phase. */
  epoch: whole,
  before: phase,
  after: phase,
});

/**
 * `before` for the first `epoch` epochs, `after` from then on: epochs count from 0, so
 * `afterEpoch(4, a, b)` uses a in epochs 0 to 3. Works on assigners and on losses alike.
 *
 * Errors: an ExpectationError for an epoch that is no whole number of at least 0, and for phases that are no functions.
 * Source: the warm-up of the TOOD authors' code (`initial_epoch = 4`), which hands the epoch to the
 * head through a hook; here it is the last argument of the function.
 */
export function afterEpoch<P extends DensePredictions, Q extends DensePredictions>(
  epoch: number,
  before: Loss<P>,
  after: Loss<Q>,
): Loss<P & Q>;
export function afterEpoch<P extends DensePredictions, Q extends DensePredictions>(
  epoch: number,
  before: Assigner<P>,
  after: Assigner<Q>,
): Assigner<P & Q>;
export function afterEpoch(epoch: number, before: Phase, after: Phase): Phase {
  const read = readOptions('afterEpoch', afterEpochOptions, { epoch, before, after });
  const current: Phase = (...args) => {
    const progress = args[args.length - 1] as unknown as Progress;
    return progress.epoch < epoch ? before(...args) : after(...args);
  };
  return withNeeds(describe(current, 'afterEpoch', read), needsOf(before, after));
}
