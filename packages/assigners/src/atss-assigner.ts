import { count, describe, readOptions } from '@tandem-det/base';
import { type Assigner, type Assignment, validPriors } from '@tandem-det/core';
import { assignAtss, withoutTape } from '@tandem-det/kernels';
import type { TensorContainer } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { buildAssignment } from './build-assignment.ts';
import { insideMargin, paddedPriors } from './shared-options.ts';

/** The options of `atssAssigner`, their defaults and their checks. */
export const atssAssignerOptions = z.strictObject({
  /** Candidates per object and level. */
  topK: count.default(9),
  insideMargin,
  paddedPriors: paddedPriors.default('ignored'),
});

export type AtssAssignerOptions = z.input<typeof atssAssignerOptions>;

/**
 * Adaptive training sample selection (ATSS): from the priors nearest to an object's centre on each level,
 * those become positives whose own boxes (not the predicted ones) overlap it by at least the mean plus the
 * standard deviation of the candidates' IoU. Depends on the geometry alone; `alignment` is 1 for every
 * positive. The rules in full: `assignAtss` of `@tandem-det/kernels`.
 *
 * Shapes and units: those of the contracts in `@tandem-det/core`.
 * Errors: an ExpectationError for an unknown option, a topK below 1 or a negative margin.
 *
 * Source: Zhang et al. 2020, and mmdetection's `atss_assigner.py`, where priors in the padding of a batch
 * enter no loss: hence the default of `paddedPriors`.
 */
export function atssAssigner(options: AtssAssignerOptions = {}): Assigner {
  const read = readOptions('atssAssigner', atssAssignerOptions, options);
  const { paddedPriors, ...rule } = read;
  const assigner: Assigner = (_predictions, priors, truth) =>
    withoutTape((): TensorContainer => {
      const valid = validPriors(priors, truth.validSizes);
      const { gtIndex } = assignAtss(
        {
          priorBoxes: priors.boxes,
          centers: priors.centers,
          validPriors: valid,
          truthBoxes: truth.boxes,
          truthMask: truth.mask,
          levelCounts: priors.levels.map(({ count }) => count),
        },
        rule,
      );
      return { ...buildAssignment(priors, truth, { gtIndex, valid, paddedPriors }) };
    }) as unknown as Assignment;
  return describe(assigner, 'atssAssigner', read);
}
