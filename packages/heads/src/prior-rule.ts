import { describe, expected, partOption, positive, readOptions } from '@tandem-det/base';
import { gridPriors, type Head, squareOptions } from '@tandem-det/core';
import { z } from 'zod';

/** Where a head's priors lie. */
export interface PriorRule {
  /** Priors of each cell: the head makes as many predictions there. */
  readonly perCell: number;
  readonly priors: Head<never>['priors'];
}

/** An option that is a rule of priors. */
export const priorRule = partOption<PriorRule>(
  'a rule of priors, such as squarePriors()',
  (value) => typeof value === 'object' && value !== null && 'perCell' in value && 'priors' in value,
);

/** Height over width of the boxes of a cell. */
export const ratiosOption = z
  .array(positive)
  .min(1, expected('at least one ratio'))
  .readonly()
  .default([0.5, 1, 2]);

/** The options of `squarePriors`, their defaults and their checks. */
export const squarePriorsOptions = squareOptions;

export type SquarePriorsOptions = z.input<typeof squarePriorsOptions>;

/** One square per cell: `gridPriors` of `@tandem-det/core`. */
export function squarePriors(options: SquarePriorsOptions = {}): PriorRule {
  const read = readOptions('squarePriors', squarePriorsOptions, options);
  const rule: PriorRule = {
    perCell: 1,
    priors: (levels, maps) => gridPriors({ strides: levels.map(({ stride }) => stride), maps, ...read }),
  };
  return describe(rule, 'squarePriors', read);
}
