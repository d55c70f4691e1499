import { ExpectationError, expectThat } from '@tandem-det/base';
import {
  type Assigner,
  type Assignment,
  type DensePredictions,
  type ObjectnessPredictions,
  validPriors,
} from '@tandem-det/core';
import { assignSimOta, withoutTape } from '@tandem-det/kernels';
import { add, expandDims, mul, type Tensor2D, type TensorContainer } from '@tensorflow/tfjs-core';
import { buildAssignment, type PaddedPriors } from './build-assignment.ts';
import { checkOptions } from './check-options.ts';

export interface SimOtaAssignerOptions {
  /**
   * The published rules. `center`, YOLOX since January 2023: candidates are the priors near the centre of any
   * object. `box-and-center`, YOLOX before and mmdetection: those in any object or near the centre of any,
   * and to lie outside of its box or away from its centre costs an object the penalty.
   */
  readonly region?: 'center' | 'box-and-center';
  /** Half side of the square around an object's centre, in strides of the prior; 1.5 for `center`, else 2.5. */
  readonly centerRadius?: number;
  /** Cost of a prior outside of the object's region; 1e6 for `center`, else 1e5. */
  readonly penalty?: number;
  /** Candidates of highest IoU whose sum is an object's number of positives. */
  readonly topK?: number;
  /** Weight of the classification in the cost. */
  readonly classWeight?: number;
  /** Weight of `-log(IoU + iouEpsilon)` in the cost. */
  readonly iouWeight?: number;
  readonly iouEpsilon?: number;
  /** Added to the priors' centres for the assignment alone, in strides: YOLOX decodes from the cells' corners. */
  readonly centerOffset?: number;
  /** Of a class: `sqrt(class · objectness)`, for heads that predict objectness, or that of the class alone. */
  readonly score?: 'objectness' | 'class';
  readonly paddedPriors?: PaddedPriors;
}

/**
 * SimOTA: an object's positives are the priors that cost least by classification and IoU together, as many
 * of them as the sum of its highest IoU says. Depends on the predictions; `alignment` is 1 for every
 * positive. The rules in full: `assignSimOta` of `@tandem-det/kernels`.
 *
 * Shapes and units: those of the contracts in `@tandem-det/core`.
 * Errors: an ExpectationError for a topK below 1 or a negative number; for a head that predicts no objectness
 * where the score needs it (a compile error in TypeScript).
 * Source: Ge et al. 2021, YOLOX, and its `yolo_head.py`. YOLOX knows no padding in a batch; its priors there
 * are background in mmdetection, hence the default of `paddedPriors`.
 */
export function simOta(
  options?: SimOtaAssignerOptions & { readonly score?: 'objectness' },
): Assigner<ObjectnessPredictions>;
export function simOta(options: SimOtaAssignerOptions & { readonly score: 'class' }): Assigner;
export function simOta({
  region = 'center',
  centerRadius = region === 'center' ? 1.5 : 2.5,
  penalty = region === 'center' ? 1e6 : 1e5,
  topK = 10,
  classWeight = 1,
  iouWeight = 3,
  iouEpsilon = 1e-8,
  centerOffset = 0.5,
  score = 'objectness',
  paddedPriors = 'background',
}: SimOtaAssignerOptions = {}): Assigner<ObjectnessPredictions> {
  const costs = { centerRadius, penalty, classWeight, iouWeight, iouEpsilon };
  checkOptions('simOta', topK, costs);
  expectThat(
    Math.abs(centerOffset) < Infinity,
    'simOta: centerOffset',
    'a number of strides',
    String(centerOffset),
  );
  return (predictions, priors, truth) =>
    withoutTape((): TensorContainer => {
      const valid = validPriors(priors, truth.validSizes);
      const shift = mul(expandDims(priors.strides, 1), centerOffset);
      const { gtIndex } = assignSimOta(
        {
          classLogits: predictions.classLogits,
          objectnessLogits: score === 'objectness' ? objectnessOf(predictions) : undefined,
          boxes: predictions.boxes,
          centers: add(priors.centers, shift) as Tensor2D,
          strides: priors.strides,
          validPriors: valid,
          truthBoxes: truth.boxes,
          truthClasses: truth.classes,
          truthMask: truth.mask,
        },
        { region, topK, ...costs },
      );
      return { ...buildAssignment(priors, truth, { gtIndex, valid, paddedPriors }) };
    }) as unknown as Assignment;
}

function objectnessOf(predictions: DensePredictions & Partial<ObjectnessPredictions>): Tensor2D {
  if (predictions.objectnessLogits) return predictions.objectnessLogits;
  throw new ExpectationError(
    'simOta',
    'predictions with objectnessLogits',
    Object.keys(predictions).join(', '),
    "Use a head with an objectness branch, such as yoloxHead(), or `score: 'class'`.",
  );
}
