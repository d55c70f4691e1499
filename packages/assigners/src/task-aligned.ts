import { type Assigner, type Assignment, expectNoOthers, validPriors } from '@tandem-det/core';
import { assignTaskAligned, type TaskAlignedSwitches, withoutTape } from '@tandem-det/kernels';
import { sigmoid, type TensorContainer } from '@tensorflow/tfjs-core';
import { buildAssignment, type PaddedPriors } from './build-assignment.ts';
import { checkOptions } from './check-options.ts';

export interface TaskAlignedAssignerOptions extends TaskAlignedSwitches {
  /** Candidates per object, over all levels. */
  readonly topK?: number;
  /** Exponent of the score in the alignment metric. */
  readonly alpha?: number;
  /** Exponent of the overlap in the alignment metric. */
  readonly beta?: number;
  /** Pixels by which a prior's centre must lie inside the object. */
  readonly insideMargin?: number;
  readonly paddedPriors?: PaddedPriors;
}

/**
 * Task-aligned assignment (TAL): an object's positives are the priors whose predictions do best at both
 * tasks together, by `t = s^α · u^β` with s the score of the object's class, `σ(classLogits)`, and u the
 * IoU of the predicted box, or another `overlap`. `alignment` is `t̂ = t / max t · max u` within each object.
 * `candidates` says whether priors outside an object compete for its topK, `conflicts` which object gets a prior
 * that several claim. The rules in full: `assignTaskAligned` of `@tandem-det/kernels`.
 *
 * Shapes and units: those of the contracts in `@tandem-det/core`.
 * Errors: an ExpectationError for a topK below 1 or a negative exponent or margin.
 *
 * Source: Feng et al. 2021, TOOD, section 3.3, and the authors' code, where priors in the padding of a
 * batch count as background in the classification loss although they are never assigned: hence the default
 * of `paddedPriors`. Conflicts by smallest area are the paper's supplement's; candidates inside alone, by CIoU,
 * the descendants' (Ultralytics).
 */
export function taskAligned({
  topK = 13,
  alpha = 1,
  beta = 6,
  insideMargin = 0.01,
  candidates = 'all',
  conflicts = 'highest-overlap',
  overlap = 'iou',
  paddedPriors = 'background',
  ...others
}: TaskAlignedAssignerOptions = {}): Assigner {
  expectNoOthers('taskAligned', others);
  checkOptions('taskAligned', topK, { alpha, beta, insideMargin });
  return (predictions, priors, truth) =>
    withoutTape((): TensorContainer => {
      const valid = validPriors(priors, truth.validSizes);
      const { gtIndex, alignment } = assignTaskAligned(
        {
          scores: sigmoid(predictions.classLogits),
          boxes: predictions.boxes,
          centers: priors.centers,
          validPriors: valid,
          truthBoxes: truth.boxes,
          truthClasses: truth.classes,
          truthMask: truth.mask,
        },
        { topK, alpha, beta, insideMargin, candidates, conflicts, overlap },
      );
      return { ...buildAssignment(priors, truth, { gtIndex, valid, alignment, paddedPriors }) };
    }) as unknown as Assignment;
}
