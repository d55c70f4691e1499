import { describe, expected, expectThat, partOption, readOptions } from '@tandem-det/base';
import { type DensePredictions, type Loss, type LossTerms, needsOf, withNeeds } from '@tandem-det/core';
import type { Scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';

/** What `sumLosses` takes, by name. */
export const sumLossesOptions = z.strictObject({
  losses: z
    .array(partOption<Loss<never>>('a loss, such as focal() and no list: sumLosses(focal(), giou())'))
    .min(1, expected('at least one loss'))
    .readonly(),
});

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
  const read = readOptions('sumLosses', sumLossesOptions, { losses });
  const sum: Loss<NeededBy<Losses>> = (predictions, ...others) => {
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
  return withNeeds(describe(sum, 'sumLosses', read), needsOf(...losses));
}
