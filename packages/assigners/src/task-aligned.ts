import { count, describe, nonNegative, readOptions } from '@tandem-det/base';
import { type Assigner, type Assignment, validPriors } from '@tandem-det/core';
import { assignTaskAligned, withoutTape } from '@tandem-det/kernels';
import { sigmoid, type TensorContainer } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { buildAssignment } from './build-assignment.ts';
import { insideMargin, paddedPriors } from './shared-options.ts';

/** The options of `taskAligned`, their defaults and their checks. */
export const taskAlignedOptions = z.strictObject({
  /** Candidates per object, over all levels. */
  topK: count.default(13),
  /** Exponent of the score in the alignment metric. */
  alpha: nonNegative.default(1),
  /** Exponent of the overlap in the alignment metric. */
  beta: nonNegative.default(6),
  insideMargin,
  /** Whether priors whose center is outside an object compete for its topK. */
  candidates: z.enum(['all', 'inside']).default('all'),
  /** Which object gets a prior that several claim: the authors' rule, or that of the paper's supplement. */
  conflicts: z.enum(['highest-overlap', 'smallest-area']).default('highest-overlap'),
  /** Of predicted boxes and objects, negative ones as 0. */
  overlap: z.enum(['iou', 'giou', 'diou', 'ciou']).default('iou'),
  paddedPriors: paddedPriors.default('background'),
});

export type TaskAlignedAssignerOptions = z.input<typeof taskAlignedOptions>;

/**
 * Task-aligned assignment (TAL): an object's positives are the priors whose predictions do best at both
 * tasks together, by `t = s^α · u^β` with s the score of the object's class, `σ(classLogits)`, and u the
 * IoU of the predicted box, or another `overlap`. `alignment` is `t̂ = t / max t · max u` within each object.
 * `candidates` says whether priors outside an object compete for its topK, `conflicts` which object gets a prior
 * that several claim. The rules in full: `assignTaskAligned` of `@tandem-det/kernels`.
 *
 * Shapes and units: those of the contracts in `@tandem-det/core`.
 * Errors: an ExpectationError for an unknown option, a topK below 1, or a negative exponent or margin.
 *
 * Source: Feng et al. 2021, TOOD, section 3.3, and the authors' code, where priors in the padding of a
 * batch count as background in the classification loss although they are never assigned: hence the default
 * of `paddedPriors`. Conflicts by smallest area are the paper's supplement's; candidates inside alone, by CIoU,
 * the descendants' (Ultralytics).
 */
export function taskAligned(options: TaskAlignedAssignerOptions = {}): Assigner {
  const read = readOptions('taskAligned', taskAlignedOptions, options);
  const { paddedPriors, ...rule } = read;
  const assigner: Assigner = (predictions, priors, truth) =>
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
        rule,
      );
      return { ...buildAssignment(priors, truth, { gtIndex, valid, alignment, paddedPriors }) };
    }) as unknown as Assignment;
  return describe(assigner, 'taskAligned', read);
}
