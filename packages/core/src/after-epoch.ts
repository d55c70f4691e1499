import { ExpectationError } from '@tandem-det/base';
import type { Assigner, Assignment } from './assignment.ts';
import type { Loss, LossTerms } from './loss.ts';
import type { DensePredictions } from './predictions.ts';
import type { Progress } from './progress.ts';

/**
 * `before` for the first `epoch` epochs, `after` from then on: epochs count from 0, so
 * `afterEpoch(4, a, b)` uses a in epochs 0 to 3. Works on assigners and on losses alike.
 *
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
export function afterEpoch(
  epoch: number,
  before: (...args: never[]) => Assignment | LossTerms,
  after: (...args: never[]) => Assignment | LossTerms,
) {
  if (!(Number.isInteger(epoch) && epoch >= 0)) {
    throw new ExpectationError('afterEpoch', 'a whole number of epochs ≥ 0', String(epoch));
  }
  return (...args: never[]) => {
    const progress = args[args.length - 1] as unknown as Progress;
    return progress.epoch < epoch ? before(...args) : after(...args);
  };
}
