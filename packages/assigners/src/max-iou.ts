import { describe, expectThat, fraction, readOptions } from '@tandem-det/base';
import { type Assigner, type Assignment, validPriors } from '@tandem-det/core';
import { assignMaxIou, withoutTape } from '@tandem-det/kernels';
import type { TensorContainer } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { buildAssignment } from './build-assignment.ts';
import { paddedPriors } from './shared-options.ts';

/** The options of `maxIou`, their defaults and their checks. */
export const maxIouOptions = z.strictObject({
  /** IoU from which a prior is positive. */
  positiveIou: fraction.default(0.5),
  /** IoU below which it is background; from here to positiveIou it is ignored. */
  negativeIou: fraction.default(0.4),
  /** Whether an object's best priors are its own whatever their IoU, if it reaches lowestIou. */
  lowQualityMatch: z.boolean().default(true),
  lowestIou: fraction.default(0),
  /** Of equally good best priors all are taken, or only the first. */
  allTies: z.boolean().default(true),
  /** Part of a prior's area within one ignored region above which the prior is ignored; negative for never. */
  ignoreFraction: z.number().default(-1),
  paddedPriors: paddedPriors.default('ignored'),
});

export type MaxIouAssignerOptions = z.input<typeof maxIouOptions>;

/**
 * Assignment by thresholds of the IoU of priors' own boxes with objects: positive from positiveIou,
 * background below negativeIou, ignored between; and every object has its best priors. Depends on the
 * geometry alone; `alignment` is 1 for every positive. Priors lying in the truth's ignored regions by more
 * than ignoreFraction are ignored. The rules in full: `assignMaxIou` of `@tandem-det/kernels`.
 *
 * Shapes and units: those of the contracts in `@tandem-det/core`.
 * Errors: an ExpectationError for an unknown option, an IoU outside [0, 1] or a negativeIou above positiveIou.
 * Source: Lin et al. 2017 (RetinaNet) and mmdetection's `max_iou_assigner.py`.
 */
export function maxIou(options: MaxIouAssignerOptions = {}): Assigner {
  const read = readOptions('maxIou', maxIouOptions, options);
  const { paddedPriors, ...rule } = read;
  const { positiveIou, negativeIou } = rule;
  expectThat(
    negativeIou <= positiveIou,
    'maxIou: negativeIou',
    `a number up to positiveIou = ${positiveIou}`,
    String(negativeIou),
  );
  const assigner: Assigner = (_predictions, priors, truth) =>
    withoutTape((): TensorContainer => {
      const valid = validPriors(priors, truth.validSizes);
      const { gtIndex } = assignMaxIou(
        {
          priorBoxes: priors.boxes,
          validPriors: valid,
          truthBoxes: truth.boxes,
          truthMask: truth.mask,
          ignoreBoxes: truth.ignored?.boxes,
          ignoreMask: truth.ignored?.mask,
        },
        rule,
      );
      return { ...buildAssignment(priors, truth, { gtIndex, valid, paddedPriors }) };
    }) as unknown as Assignment;
  return describe(assigner, 'maxIou', read);
}
