import type { Tensor2D } from '@tensorflow/tfjs-core';
import { runKernelForAll } from '../../../run-kernel.ts';
import { withoutTape } from '../../../without-tape.ts';
import { type CostInputs, castCostInputs, checkCostInputs } from '../shared/cost-inputs.ts';

export type OtaInputs = CostInputs;

export interface OtaOptions {
  /** Of the focal loss: weight of an object's class, 1 - alpha for the others; below 0 for no weights. */
  readonly alpha?: number;
  /** Exponent of the focal loss. */
  readonly gamma?: number;
  readonly iouWeight?: number;
  /** Added to the cost of a prior that does not lie in the object and near its centre. */
  readonly penalty?: number;
  /** Half side, in strides of the prior, of the square around an object's centre that is near it. */
  readonly centerRadius?: number;
  /** Pixels by which a prior's centre must lie inside the object, strictly more than. */
  readonly insideMargin?: number;
  /** Priors of highest IoU whose sum is an object's supply. */
  readonly topK?: number;
  /** Entropic regularisation of the transport. */
  readonly epsilon?: number;
  /** Sinkhorn iterations. */
  readonly iterations?: number;
}

export interface OtaResult {
  /** [B, A] int32: index of the object, -1 for background. */
  readonly gtIndex: Tensor2D;
  /** [B, A]: IoU of the predicted box with the assigned object, 0 for background. */
  readonly overlaps: Tensor2D;
  /** [B, G] int32: priors that the object offers itself to; 0 for padding. */
  readonly supply: Tensor2D;
}

/**
 * Optimal transport assignment. Objects and the background are suppliers, every prior demands 1. The cost of a
 * prior for an object is `Σ_K focal(classLogits, one-hot) + iouWeight · -ln IoU + penalty · [outside]`, IoU
 * floored at 2^-23, outside unless its centre lies in the object by more than insideMargin and in the square of
 * centerRadius strides around its centre; for the background it is the focal loss against zeros. An object's
 * supply is the whole part of the sum of its topK highest IoU inside, at least 1; the background has the rest of
 * the priors. The plan π comes from `iterations` of Sinkhorn in the log domain, potentials from 1, those of the
 * priors first; each supplier's row of π is divided by its largest, and a prior goes to the largest of its column.
 *
 * Equal values: the object of lower index, and any object before the background. Potentials and costs are float32,
 * as in the reference. Priors whose prediction is not finite stay background. Records no gradient.
 *
 * Memory is O(B·A + A·K + priors in regions) and no [A, G]: where the penalty is far above all costs, what lies
 * outside of an object's region has a share of exactly 0 and is left out, unless it has nothing else (an object
 * that no centre of a prior lies in); its costs are then computed anew in each iteration.
 *
 * Shapes: see `CostInputs` and `OtaResult`.
 * Source: Ge et al. 2021, OTA, sections 3.1 to 3.3; the authors' `fcos.py`. Difference: a supply of all objects
 * above the number of priors leaves the background 0, where the reference has a logarithm of a negative number.
 */
export function assignOta(
  inputs: OtaInputs,
  {
    alpha = 0.25,
    gamma = 2,
    iouWeight = 1.5,
    penalty = 1e6,
    centerRadius = 2.5,
    insideMargin = 0.01,
    topK = 20,
    epsilon = 0.1,
    iterations = 50,
  }: OtaOptions = {},
): OtaResult {
  checkCostInputs('assignOta', inputs);
  return withoutTape(() => {
    const [gtIndex, overlaps, supply] = runKernelForAll(
      'TandemAssignOta',
      { ...castCostInputs(inputs) },
      { alpha, gamma, iouWeight, penalty, centerRadius, insideMargin, topK, epsilon, iterations },
    ) as [Tensor2D, Tensor2D, Tensor2D];
    return { gtIndex, overlaps, supply };
  });
}
