import { count, describe, nonNegative, readOptions } from '@tandem-det/base';
import {
  type Assigner,
  type Assignment,
  type Need,
  type ObjectnessPredictions,
  requirePrediction,
  validPriors,
  withNeeds,
} from '@tandem-det/core';
import { assignSimOta, withoutTape } from '@tandem-det/kernels';
import { add, expandDims, mul, type Tensor2D, type TensorContainer } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { buildAssignment } from './build-assignment.ts';
import { paddedPriors } from './shared-options.ts';

/** The options of `simOta`, their defaults and their checks. */
export const simOtaOptions = z.strictObject({
  /**
   * The published rules. `center`, YOLOX since January 2023: candidates are the priors near the center of any
   * object. `box-and-center`, YOLOX before and mmdetection: those in any object or near the center of any,
   * and to lie outside of its box or away from its center costs an object the penalty.
   */
  region: z.enum(['center', 'box-and-center']).default('center'),
  /** Half side of the square around an object's center, in strides of the prior; 1.5 for `center`, else 2.5. */
  centerRadius: nonNegative.optional(),
  /** Cost of a prior outside of the object's region; 1e6 for `center`, else 1e5. */
  penalty: nonNegative.optional(),
  /** Candidates of highest IoU whose sum is an object's number of positives. */
  topK: count.default(10),
  /** Weight of the classification in the cost. */
  classWeight: nonNegative.default(1),
  /** Weight of `-log(IoU + iouEpsilon)` in the cost. */
  iouWeight: nonNegative.default(3),
  /** Added to the IoU before its logarithm is taken. */
  iouEpsilon: nonNegative.default(1e-8),
  /** Added to the priors' centers for the assignment alone, in strides: YOLOX decodes from the cells' corners. */
  centerOffset: z.number().default(0.5),
  /** Of a class: `sqrt(class · objectness)`, for heads that predict objectness, or that of the class alone. */
  score: z.enum(['objectness', 'class']).default('objectness'),
  paddedPriors: paddedPriors.default('background'),
});

export type SimOtaAssignerOptions = z.input<typeof simOtaOptions>;

/** What is published with each region. */
const PUBLISHED = {
  center: { centerRadius: 1.5, penalty: 1e6 },
  'box-and-center': { centerRadius: 2.5, penalty: 1e5 },
} as const;

const OBJECTNESS = {
  field: 'objectnessLogits',
  by: 'simOta',
  remedy: "Use a head with an objectness branch, such as yoloxHead(), or `score: 'class'`.",
} as const satisfies Need;

/**
 * SimOTA: an object's positives are the priors that cost least by classification and IoU together, as many
 * of them as the sum of its highest IoU says. Depends on the predictions; `alignment` is 1 for every
 * positive. The rules in full: `assignSimOta` of `@tandem-det/kernels`.
 *
 * Shapes and units: those of the contracts in `@tandem-det/core`.
 * Errors: an ExpectationError for an unknown option, a topK below 1 or a negative number; `createDetector` refuses a
 * head that predicts no objectness where the score needs it (a compile error in TypeScript).
 * Source: Ge et al. 2021, YOLOX, and its `yolo_head.py`. YOLOX knows no padding in a batch; its priors there
 * are background in mmdetection, hence the default of `paddedPriors`.
 */
export function simOta(
  options?: SimOtaAssignerOptions & { readonly score?: 'objectness' },
): Assigner<ObjectnessPredictions>;
export function simOta(options: SimOtaAssignerOptions & { readonly score: 'class' }): Assigner;
export function simOta(options: SimOtaAssignerOptions = {}): Assigner<ObjectnessPredictions> {
  const given = readOptions('simOta', simOtaOptions, options);
  const published = PUBLISHED[given.region];
  const { centerRadius = published.centerRadius, penalty = published.penalty } = given;
  const read = { ...given, centerRadius, penalty };
  const { paddedPriors, score, centerOffset, ...rule } = read;
  const readsObjectness = score === 'objectness';
  const assigner: Assigner<ObjectnessPredictions> = (predictions, priors, truth) =>
    withoutTape((): TensorContainer => {
      if (readsObjectness) requirePrediction(OBJECTNESS, predictions);
      const valid = validPriors(priors, truth.validSizes);
      const shift = mul(expandDims(priors.strides, 1), centerOffset);
      const { gtIndex } = assignSimOta(
        {
          classLogits: predictions.classLogits,
          objectnessLogits: readsObjectness ? predictions.objectnessLogits : undefined,
          boxes: predictions.boxes,
          centers: add(priors.centers, shift) as Tensor2D,
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
  return withNeeds(describe(assigner, 'simOta', read), readsObjectness ? [OBJECTNESS] : []);
}
