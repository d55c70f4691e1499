import { expectThat } from '@tandem-det/base';
import { type Assigner, type Assignment, validPriors } from '@tandem-det/core';
import { assignMaxIou, type MaxIouOptions, withoutTape } from '@tandem-det/kernels';
import type { TensorContainer } from '@tensorflow/tfjs-core';
import { buildAssignment, type PaddedPriors } from './build-assignment.ts';

export interface MaxIouAssignerOptions extends MaxIouOptions {
  readonly paddedPriors?: PaddedPriors;
}

/**
 * Assignment by thresholds of the IoU of priors' own boxes with objects: positive from positiveIou,
 * background below negativeIou, ignored between; and every object has its best priors. Depends on the
 * geometry alone; `alignment` is 1 for every positive. Priors lying in the truth's ignored regions by more
 * than ignoreFraction are ignored. The rules in full: `assignMaxIou` of `@tandem-det/kernels`.
 *
 * Shapes and units: those of the contracts in `@tandem-det/core`.
 * Errors: an ExpectationError for a negativeIou above positiveIou.
 * Source: Lin et al. 2017 (RetinaNet) and mmdetection's `max_iou_assigner.py`.
 */
export function maxIou({
  positiveIou = 0.5,
  negativeIou = 0.4,
  paddedPriors = 'ignored',
  ...others
}: MaxIouAssignerOptions = {}): Assigner {
  expectThat(
    negativeIou <= positiveIou,
    'maxIou: negativeIou',
    `a number up to positiveIou = ${positiveIou}`,
    String(negativeIou),
  );
  return (_predictions, priors, truth) =>
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
        { positiveIou, negativeIou, ...others },
      );
      return { ...buildAssignment(priors, truth, { gtIndex, valid, paddedPriors }) };
    }) as unknown as Assignment;
}
