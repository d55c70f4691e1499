import { cast, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { runKernelForAll } from '../../../run-kernel.ts';
import { checkShape } from '../../../shapes.ts';
import { withoutTape } from '../../../without-tape.ts';
import type { IouKind } from '../../iou/aligned-iou.ts';

export interface TaskAlignedInputs {
  /** [B, A, K] probabilities, at most 1. */
  readonly scores: Tensor3D;
  /** [B, A, 4] decoded boxes as x1, y1, x2, y2 in pixels. */
  readonly boxes: Tensor3D;
  /** [A, 2] as x, y in pixels. */
  readonly centers: Tensor2D;
  /** [B, A]: 1 for a prior that may be assigned, 0 for one in the padding. */
  readonly validPriors: Tensor2D;
  /** [B, G, 4] */
  readonly truthBoxes: Tensor3D;
  /** [B, G] int32, in 0 to K - 1. */
  readonly truthClasses: Tensor2D;
  /** [B, G]: 1 for an object, 0 for padding. */
  readonly truthMask: Tensor2D;
}

/** Where task-aligned assigners differ from one another. */
export interface TaskAlignedSwitches {
  /** Which priors compete for the topK of an object: all, or those alone whose centre lies inside it. */
  readonly candidates?: 'all' | 'inside';
  /** Which object gets a prior that several claim. */
  readonly conflicts?: 'highest-overlap' | 'smallest-area';
  /** What u is, as `alignedIou` has it with ε = 1e-6, and 0 where that is negative. */
  readonly overlap?: IouKind;
}

export interface TaskAlignedOptions extends TaskAlignedSwitches {
  /** Priors considered per object. */
  readonly topK?: number;
  /** Exponent of the score. */
  readonly alpha?: number;
  /** Exponent of the overlap. */
  readonly beta?: number;
  /** Pixels by which a prior's centre must lie inside the object, strictly more than. */
  readonly insideMargin?: number;
  /** Added to the largest metric of an object before dividing by it. */
  readonly epsilon?: number;
}

export interface TaskAlignedResult {
  /** [B, A] int32: index of the object, -1 for background. */
  readonly gtIndex: Tensor2D;
  /** [B, A]: t̂, 0 for background. */
  readonly alignment: Tensor2D;
  /** [B, A]: t with the assigned object, 0 for background. */
  readonly metric: Tensor2D;
  /** [B, A]: u with the assigned object, 0 for background. */
  readonly overlaps: Tensor2D;
}

/**
 * Task-aligned assignment. For each object, `t = s^α · u^β` with s the score of its class and u the IoU
 * with the predicted box, union floored at 1e-6, or another overlap. Its candidates are the topK valid priors
 * of largest t, over all levels; those remain whose t > 0 and whose centre lies inside the object by more than
 * insideMargin. With `candidates: 'inside'` only such priors compete, so that one outside takes no other's
 * place. A prior that several objects claim goes to the one of highest u, or of smallest area. The target of a
 * positive is `t̂ = t / (max t + ε) · max u`, both maxima over the positives that its object keeps.
 *
 * Equal t: the prior of lower index first. Equal u of a prior with two objects, or equal areas: the object of
 * lower index. t and u are float32, as in the reference; no u is above the IoU, where rounding might put it.
 * Records no gradient; memory is O(B·A + G·topK).
 *
 * Shapes: see `TaskAlignedInputs` and `TaskAlignedResult`.
 * Source: Feng et al. 2021, TOOD, section 3.3; the authors' `task_aligned_assigner.py`, whose rules are the
 * defaults. `conflicts: 'smallest-area'` is the rule of the paper's supplement. Ultralytics' `tal.py` is
 * `candidates: 'inside', overlap: 'ciou', insideMargin: 1e-9`, but for an epsilon of 1e-7 in its CIoU, of 1e-9 in
 * its t̂, and the priors of t = 0 that it takes where fewer than topK others are inside.
 */
export function assignTaskAligned(
  inputs: TaskAlignedInputs,
  {
    topK = 13,
    alpha = 1,
    beta = 6,
    insideMargin = 0.01,
    epsilon = 1e-7,
    candidates = 'all',
    conflicts = 'highest-overlap',
    overlap = 'iou',
  }: TaskAlignedOptions = {},
): TaskAlignedResult {
  const where = 'assignTaskAligned';
  const letters = checkShape(where, inputs.scores, 'B A K');
  checkShape(where, inputs.boxes, 'B A 4', letters);
  checkShape(where, inputs.centers, 'A 2', letters);
  checkShape(where, inputs.validPriors, 'B A', letters);
  checkShape(where, inputs.truthBoxes, 'B G 4', letters);
  checkShape(where, inputs.truthClasses, 'B G', letters);
  checkShape(where, inputs.truthMask, 'B G', letters);
  return withoutTape(() => {
    const [gtIndex, alignment, metric, overlaps] = runKernelForAll(
      'TandemAssignTaskAligned',
      {
        ...inputs,
        validPriors: cast(inputs.validPriors, 'float32'),
        truthClasses: cast(inputs.truthClasses, 'int32'),
        truthMask: cast(inputs.truthMask, 'float32'),
      },
      { topK, alpha, beta, insideMargin, epsilon, candidates, conflicts, overlap },
    ) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D];
    return { gtIndex, alignment, metric, overlaps };
  });
}
