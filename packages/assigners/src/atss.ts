import { expectNoOthers } from '@tandem-det/base';
import { type Assigner, type Assignment, validPriors } from '@tandem-det/core';
import { assignAtss, withoutTape } from '@tandem-det/kernels';
import type { TensorContainer } from '@tensorflow/tfjs-core';
import { buildAssignment, type PaddedPriors } from './build-assignment.ts';
import { checkOptions } from './check-options.ts';

export interface AtssAssignerOptions {
  /** Candidates per object and level. */
  readonly topK?: number;
  /** Pixels by which a prior's centre must lie inside the object. */
  readonly insideMargin?: number;
  readonly paddedPriors?: PaddedPriors;
}

/**
 * Adaptive training sample selection (ATSS): from the priors nearest to an object's centre on each level,
 * those become positives whose own boxes (not the predicted ones) overlap it by at least the mean plus the
 * standard deviation of the candidates' IoU. Depends on the geometry alone; `alignment` is 1 for every
 * positive. The rules in full: `assignAtss` of `@tandem-det/kernels`.
 *
 * Shapes and units: those of the contracts in `@tandem-det/core`.
 * Errors: an ExpectationError for a topK below 1 or a negative margin.
 *
 * Source: Zhang et al. 2020, and mmdetection's `atss_assigner.py`, where priors in the padding of a batch
 * enter no loss: hence the default of `paddedPriors`.
 */
export function atss({
  topK = 9,
  insideMargin = 0.01,
  paddedPriors = 'ignored',
  ...others
}: AtssAssignerOptions = {}): Assigner {
  expectNoOthers('atss', others);
  checkOptions('atss', topK, { insideMargin });
  return (_predictions, priors, truth) =>
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
        { topK, insideMargin },
      );
      return { ...buildAssignment(priors, truth, { gtIndex, valid, paddedPriors }) };
    }) as unknown as Assignment;
}
