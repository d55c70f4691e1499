import { count, describe, nonNegative, positive, readOptions } from '@tandem-det/base';
import { type Assigner, type Assignment, validPriors } from '@tandem-det/core';
import { assignOta, withoutTape } from '@tandem-det/kernels';
import type { TensorContainer } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { buildAssignment } from './build-assignment.ts';
import { insideMargin, paddedPriors } from './shared-options.ts';

/** The options of `otaAssigner`, their defaults and their checks. */
export const otaAssignerOptions = z.strictObject({
  /** Of the focal loss: weight of an object's class, 1 - alpha for the others; below 0 for no weights. */
  alpha: z.number().default(0.25),
  /** Exponent of the focal loss. */
  gamma: nonNegative.default(2),
  /** Weight of the IoU loss in the cost. */
  iouWeight: nonNegative.default(1.5),
  /** Added to the cost of a prior that does not lie in the object and near its center. */
  penalty: nonNegative.default(1e6),
  /** Half side, in strides of the prior, of the square around an object's center that is near it. */
  centerRadius: nonNegative.default(2.5),
  insideMargin,
  /** Priors of highest IoU whose sum is an object's supply. */
  topK: count.default(20),
  /** Entropic regularization of the transport. */
  epsilon: positive.default(0.1),
  /** Sinkhorn iterations. */
  iterations: count.default(50),
  paddedPriors: paddedPriors.default('background'),
});

export type OtaAssignerOptions = z.input<typeof otaAssignerOptions>;

/**
 * Optimal transport assignment (OTA): objects and background supply priors at the cost of classification and
 * IoU together, and the cheapest plan, found by Sinkhorn's iteration, says which object a prior belongs to.
 * Depends on the predictions; `alignment` is 1 for every positive. The rules in full: `assignOta` of
 * `@tandem-det/kernels`.
 *
 * Shapes and units: those of the contracts in `@tandem-det/core`. The authors' centres are the middles of cells.
 * Errors: an ExpectationError for an unknown option, a topK or a number of iterations below 1, an epsilon of 0 or a
 * negative number.
 * Source: Ge et al. 2021, OTA, and the authors' `fcos.py`, where priors in the padding of a batch compete for
 * objects too; here they are never assigned.
 */
export function otaAssigner(options: OtaAssignerOptions = {}): Assigner {
  const read = readOptions('otaAssigner', otaAssignerOptions, options);
  const { paddedPriors, ...rule } = read;
  const assigner: Assigner = (predictions, priors, truth) =>
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
        rule,
      );
      return { ...buildAssignment(priors, truth, { gtIndex, valid, paddedPriors }) };
    }) as unknown as Assignment;
  return describe(assigner, 'otaAssigner', read);
}
