import { expectThat } from '@tandem-det/base';
import type { DensePredictions, Loss, LossTerms } from '@tandem-det/core';
import type { Scalar } from '@tensorflow/tfjs-core';

/** The predictions that all of these losses together need. */
export type NeededBy<Losses extends readonly Loss<never>[]> = Losses[number] extends (
  predictions: infer P extends DensePredictions,
  ...others: never[]
) => LossTerms
  ? P
  : never;

/**
 * The terms of all losses together. Needs every prediction that one of them needs.
 * Errors: an ExpectationError without a loss; and, when it is called, for a term name that two losses give.
 */
export function sumLosses<const Losses extends readonly Loss<never>[]>(
  ...losses: Losses
): Loss<NeededBy<Losses>> {
  expectThat(losses.length > 0, 'sumLosses', 'at least one loss', 'none');
  const isEachOne = losses.every((loss) => typeof loss === 'function');
  expectThat(
    isEachOne,
    'sumLosses',
    'losses',
    'something else',
    'Write sumLosses(focal(), giou()), no list.',
  );
  return (predictions, ...others) => {
    const terms: Record<string, Scalar> = {};
    for (const loss of losses) {
      for (const [name, term] of Object.entries(loss(predictions as never, ...others))) {
        expectThat(
          !Object.hasOwn(terms, name),
          'sumLosses',
          'each term name once',
          `"${name}" from two losses`,
          'Give one of them another name by its option `name`.',
        );
        terms[name] = term;
      }
    }
    return terms;
  };
}
