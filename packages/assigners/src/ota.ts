import { expectThat } from '@tandem-det/base';
import { type Assigner, type Assignment, validPriors } from '@tandem-det/core';
import { assignOta, type OtaOptions, withoutTape } from '@tandem-det/kernels';
import type { TensorContainer } from '@tensorflow/tfjs-core';
import { buildAssignment, type PaddedPriors } from './build-assignment.ts';
import { checkOptions } from './check-options.ts';

export interface OtaAssignerOptions extends OtaOptions {
  readonly paddedPriors?: PaddedPriors;
}

/**
 * Optimal transport assignment (OTA): objects and background supply priors at the cost of classification and
 * IoU together, and the cheapest plan, found by Sinkhorn's iteration, says which object a prior belongs to.
 * Depends on the predictions; `alignment` is 1 for every positive. The rules in full, and the options: `assignOta`
 * of `@tandem-det/kernels`.
 *
 * Shapes and units: those of the contracts in `@tandem-det/core`. The authors' centres are the middles of cells.
 * Errors: an ExpectationError for a topK or a number of iterations below 1, an epsilon of 0 or a negative number.
 * Source: Ge et al. 2021, OTA, and the authors' `fcos.py`, where priors in the padding of a batch compete for
 * objects too; here they are never assigned.
 */
export function ota({ paddedPriors = 'background', ...options }: OtaAssignerOptions = {}): Assigner {
  const { topK = 20, iterations = 50, epsilon = 0.1, alpha: _, ...others } = options;
  checkOptions('ota', topK, others);
  expectThat(
    Number.isInteger(iterations) && iterations >= 1,
    'ota: iterations',
    'a whole number ≥ 1',
    String(iterations),
  );
  expectThat(epsilon > 0 && epsilon < Infinity, 'ota: epsilon', 'a number > 0', String(epsilon));
  return (predictions, priors, truth) =>
    withoutTape((): TensorContainer => {
      const valid = validPriors(priors, truth.validSizes);
      const { gtIndex } = assignOta(
        {
          classLogits: predictions.classLogits,
          boxes: predictions.boxes,
          centers: priors.centers,
          strides: priors.strides,
          validPriors: valid,
          truthBoxes: truth.boxes,
          truthClasses: truth.classes,
          truthMask: truth.mask,
        },
        options,
      );
      return { ...buildAssignment(priors, truth, { gtIndex, valid, paddedPriors }) };
    }) as unknown as Assignment;
}
