import { cast, type Tensor2D, type Tensor3D, zeros } from '@tensorflow/tfjs-core';
import { runKernelForAll } from '../../../run-kernel.ts';
import { checkShape } from '../../../shapes.ts';
import { withoutTape } from '../../../without-tape.ts';

export interface MaxIouInputs {
  /** [A, 4] as x1, y1, x2, y2 in pixels. */
  readonly priorBoxes: Tensor2D;
  /** [B, A]: 1 for a prior that may be assigned, 0 for one in the padding. */
  readonly validPriors: Tensor2D;
  /** [B, G, 4] */
  readonly truthBoxes: Tensor3D;
  /** [B, G]: 1 for an object, 0 for padding. */
  readonly truthMask: Tensor2D;
  /** [B, I, 4]: regions to ignore; none where absent. */
  readonly ignoreBoxes?: Tensor3D | undefined;
  /** [B, I]: 1 for a region, 0 for padding; needed with ignoreBoxes. */
  readonly ignoreMask?: Tensor2D | undefined;
}

export interface MaxIouOptions {
  /** IoU from which a prior is positive. */
  readonly positiveIou?: number;
  /** IoU below which it is background; from here to positiveIou it is ignored. */
  readonly negativeIou?: number;
  /** Whether an object's best priors are its own whatever their IoU, if it reaches lowestIou. */
  readonly lowQualityMatch?: boolean;
  readonly lowestIou?: number;
  /** Of equally good best priors all are taken, or only the first. */
  readonly allTies?: boolean;
  /** Part of a prior's area within one ignored region above which the prior is ignored; negative for never. */
  readonly ignoreFraction?: number;
}

export interface MaxIouResult {
  /** [B, A] int32: index of the object, -1 for background, -2 for ignored. */
  readonly gtIndex: Tensor2D;
  /** [B, A]: the prior's largest IoU with any object; -1 where a region makes it ignored. */
  readonly overlaps: Tensor2D;
}

/**
 * Assignment by thresholds of IoU. A prior belongs to the object of its largest IoU where that reaches
 * positiveIou, is background below negativeIou and ignored between. Then every object in turn takes the
 * priors of its own largest IoU, if that reaches lowestIou: a later object takes from an earlier one. With
 * lowestIou 0, an object that no prior overlaps so takes every prior that it does not overlap.
 *
 * Priors that lie in ignored regions are ignored and cannot be taken; images without objects are all
 * background, their regions notwithstanding. Of equal IoU the object of lower index first. IoU in float32
 * with the union floored at 1e-6, as in the reference. Invalid priors are background. Records no gradient.
 *
 * Shapes: see `MaxIouInputs` and `MaxIouResult`.
 * Source: mmdetection 2.14's `max_iou_assigner.py`, as RetinaNet uses it.
 */
export function assignMaxIou(
  inputs: MaxIouInputs,
  {
    positiveIou = 0.5,
    negativeIou = 0.4,
    lowQualityMatch = true,
    lowestIou = 0,
    allTies = true,
    ignoreFraction = -1,
  }: MaxIouOptions = {},
): MaxIouResult {
  const where = 'assignMaxIou';
  const { priorBoxes, validPriors, truthBoxes, truthMask } = inputs;
  const letters = checkShape(where, priorBoxes, 'A 4');
  checkShape(where, validPriors, 'B A', letters);
  checkShape(where, truthBoxes, 'B G 4', letters);
  checkShape(where, truthMask, 'B G', letters);
  return withoutTape(() => {
    const batch = validPriors.shape[0];
    const ignoreBoxes = inputs.ignoreBoxes ?? (zeros([batch, 1, 4]) as Tensor3D);
    const ignoreMask = inputs.ignoreMask ?? (zeros([batch, 1]) as Tensor2D);
    checkShape(where, ignoreBoxes, 'B I 4', letters);
    checkShape(where, ignoreMask, 'B I', letters);
    const [gtIndex, overlaps] = runKernelForAll(
      'TandemAssignMaxIou',
      {
        priorBoxes,
        validPriors: cast(validPriors, 'float32'),
        truthBoxes,
        truthMask: cast(truthMask, 'float32'),
        ignoreBoxes,
        ignoreMask: cast(ignoreMask, 'float32'),
      },
      { positiveIou, negativeIou, lowQualityMatch, lowestIou, allTies, ignoreFraction },
    ) as [Tensor2D, Tensor2D];
    return { gtIndex, overlaps };
  });
}
