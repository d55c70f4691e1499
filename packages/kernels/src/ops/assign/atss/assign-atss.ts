import { expectThat } from '@tandem-det/base';
import { cast, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { runKernelForAll } from '../../../run-kernel.ts';
import { checkShape } from '../../../shapes.ts';
import { withoutTape } from '../../../without-tape.ts';

export interface AtssInputs {
  /** [A, 4] as x1, y1, x2, y2 in pixels. */
  readonly priorBoxes: Tensor2D;
  /** [A, 2] as x, y in pixels. */
  readonly centers: Tensor2D;
  /** [B, A]: 1 for a prior that may be assigned, 0 for one in the padding. */
  readonly validPriors: Tensor2D;
  /** [B, G, 4] */
  readonly truthBoxes: Tensor3D;
  /** [B, G]: 1 for an object, 0 for padding. */
  readonly truthMask: Tensor2D;
  /** Priors of each level, finest first; they sum to A. */
  readonly levelCounts: readonly number[];
}

export interface AtssOptions {
  /** Priors considered per object and level. */
  readonly topK?: number;
  /** Pixels by which a prior's centre must lie inside the object, strictly more than. */
  readonly insideMargin?: number;
}

export interface AtssResult {
  /** [B, A] int32: index of the object, -1 for background. */
  readonly gtIndex: Tensor2D;
  /** [B, A]: IoU of the prior's box with the assigned object, 0 for background. */
  readonly overlaps: Tensor2D;
}

/**
 * Adaptive training sample selection. An object's candidates are, on each level, the topK valid priors
 * whose centres are nearest to its own (all of them where a level has fewer). Its threshold is the mean
 * plus the standard deviation (unbiased, N - 1) of its candidates' IoU; a candidate is positive when its
 * IoU reaches the threshold and its centre lies inside the object by more than insideMargin. A prior that
 * several objects claim goes to the one of highest IoU.
 *
 * Equal distances: the prior of lower index first. Equal IoU of a prior with two objects: the object of
 * lower index. Distances and IoU (union floored at 1e-6) are float32, as in the reference. Records no gradient.
 *
 * Difference from the reference: the deviation of one single candidate is 0, not NaN, so that an image
 * with one prior can still have a positive.
 *
 * Shapes: see `AtssInputs` and `AtssResult`.
 * Source: Zhang et al. 2020, ATSS, algorithm 1; mmdetection 2.14's `atss_assigner.py`.
 */
export function assignAtss(
  { levelCounts, ...inputs }: AtssInputs,
  { topK = 9, insideMargin = 0.01 }: AtssOptions = {},
): AtssResult {
  const where = 'assignAtss';
  const letters = checkShape(where, inputs.priorBoxes, 'A 4');
  checkShape(where, inputs.centers, 'A 2', letters);
  checkShape(where, inputs.validPriors, 'B A', letters);
  checkShape(where, inputs.truthBoxes, 'B G 4', letters);
  checkShape(where, inputs.truthMask, 'B G', letters);
  expectThat(
    levelCounts.reduce((total, count) => total + count, 0) === inputs.centers.shape[0],
    where,
    `levelCounts that sum to A = ${inputs.centers.shape[0]}`,
    `[${levelCounts.join(', ')}]`,
  );
  return withoutTape(() => {
    const [gtIndex, overlaps] = runKernelForAll(
      'TandemAssignAtss',
      {
        ...inputs,
        validPriors: cast(inputs.validPriors, 'float32'),
        truthMask: cast(inputs.truthMask, 'float32'),
      },
      { topK, insideMargin, levelCounts },
    ) as [Tensor2D, Tensor2D];
    return { gtIndex, overlaps };
  });
}
