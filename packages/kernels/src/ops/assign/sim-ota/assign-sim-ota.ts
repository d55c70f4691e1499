import type { Tensor2D } from '@tensorflow/tfjs-core';
import { runKernelForAll } from '../../../run-kernel.ts';
import { checkShape } from '../../../shapes.ts';
import { withoutTape } from '../../../without-tape.ts';
import { type CostInputs, castCostInputs, checkCostInputs } from '../shared/cost-inputs.ts';

export interface SimOtaInputs extends CostInputs {
  /** [B, A], before the sigmoid; where absent, the class decides alone. */
  readonly objectnessLogits?: Tensor2D | undefined;
}

export interface SimOtaOptions {
  /**
   * The region of an object, and by it the candidates. `center`: near the object's centre; candidates are the
   * priors in the region of any object. `box-and-center`: in the object and near its centre; candidates are
   * the priors in any object or near the centre of any.
   */
  readonly region?: 'center' | 'box-and-center';
  /** Half side, in strides of the prior, of the square around an object's centre that is near it. */
  readonly centerRadius?: number;
  /** Added to the cost of a prior outside of the object's region. */
  readonly penalty?: number;
  /** Candidates of highest IoU whose sum is an object's number of priors. */
  readonly topK?: number;
  readonly classWeight?: number;
  readonly iouWeight?: number;
  /** Added to the IoU before its logarithm is taken. */
  readonly iouEpsilon?: number;
}

export interface SimOtaResult {
  /** [B, A] int32: index of the object, -1 for background. */
  readonly gtIndex: Tensor2D;
  /** [B, A]: IoU of the predicted box with the assigned object, 0 for background. */
  readonly overlaps: Tensor2D;
}

/**
 * SimOTA. The cost of a candidate for an object is
 * `classWeight · Σ_K BCE(p, one-hot) + iouWeight · -log(IoU + iouEpsilon) + penalty · [outside its region]`
 * with `p = sqrt(σ(classLogits) · σ(objectnessLogits))` (`σ(classLogits)` where there is no objectness),
 * logarithms of the BCE floored at -100. An object takes its k candidates of lowest cost, k the whole part of
 * the sum of its topK highest IoU, at least 1. A prior that several objects take goes to the object, of all
 * of its image, for which it costs least.
 *
 * p, the IoU, both terms and each sum of a cost are rounded to float32 where the reference rounds them: a
 * penalty of 1e6 leaves 1/16 of resolution, so that ties outside a region are common. Equal cost: the prior of
 * lower index first, and the object of lower index for a contested prior; torch leaves both open. "In" is
 * strict. Priors whose cost is NaN are never taken. Records no gradient; memory is O(B·A + G·topK).
 *
 * Shapes: see `CostInputs`, `SimOtaInputs` and `SimOtaResult`.
 * Source: Ge et al. 2021, YOLOX, section 2.1, and its `yolo_head.py`: since January 2023 (#1589) the region is
 * `center` of radius 1.5 with penalty 1e6, the defaults; before, and in mmdetection's `sim_ota_assigner.py`,
 * `box-and-center` of radius 2.5 with penalty 1e5. Difference: the IoU of two empty boxes is 0, not NaN.
 */
export function assignSimOta(
  { objectnessLogits, ...inputs }: SimOtaInputs,
  {
    region = 'center',
    centerRadius = region === 'center' ? 1.5 : 2.5,
    penalty = region === 'center' ? 1e6 : 1e5,
    topK = 10,
    classWeight = 1,
    iouWeight = 3,
    iouEpsilon = 1e-8,
  }: SimOtaOptions = {},
): SimOtaResult {
  const where = 'assignSimOta';
  const letters = checkCostInputs(where, inputs);
  if (objectnessLogits) checkShape(where, objectnessLogits, 'B A', letters);
  return withoutTape(() => {
    const [gtIndex, overlaps] = runKernelForAll(
      'TandemAssignSimOta',
      { ...castCostInputs(inputs), ...(objectnessLogits && { objectnessLogits }) },
      { region, centerRadius, penalty, topK, classWeight, iouWeight, iouEpsilon },
    ) as [Tensor2D, Tensor2D];
    return { gtIndex, overlaps };
  });
}
