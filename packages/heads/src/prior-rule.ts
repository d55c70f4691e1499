import { type CenterOffset, gridPriors, type Head } from '@tandem-det/core';

/** Where a head's priors lie. */
export interface PriorRule {
  /** Priors of each cell: the head makes as many predictions there. */
  readonly perCell: number;
  readonly priors: Head<never>['priors'];
}

export interface SquarePriorsOptions {
  readonly centerOffset?: CenterOffset;
  /** Side of each prior's box, in strides. */
  readonly boxScale?: number;
}

/** One square per cell: `gridPriors` of `@tandem-det/core`. */
export function squarePriors({ centerOffset = 0, boxScale = 8 }: SquarePriorsOptions = {}): PriorRule {
  return {
    perCell: 1,
    priors: (levels, maps) =>
      gridPriors({ strides: levels.map(({ stride }) => stride), maps, centerOffset, boxScale }),
  };
}
