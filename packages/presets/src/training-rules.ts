import { atssAssigner, type TaskAlignedAssignerOptions, taskAligned } from '@tandem-det/assigners';
import {
  type Assigner,
  afterEpoch,
  type DensePredictions,
  type Loss,
  type QualityPredictions,
} from '@tandem-det/core';
import {
  centerness,
  focal,
  giou,
  positivesPerImage,
  qualityFocal,
  sumLosses,
  sumOfWeights,
  weighted,
} from '@tandem-det/losses';

/** How a detector learns: what it assigns, and the loss on it. */
export interface TrainingRule<P extends DensePredictions> {
  readonly assigner: Assigner<P>;
  readonly loss: Loss<P>;
}

export interface AtssRuleOptions {
  /** Candidates per object and level. */
  readonly atssTopK?: number;
}

export interface TaskAlignedRuleOptions
  extends AtssRuleOptions,
    Pick<TaskAlignedAssignerOptions, 'candidates' | 'conflicts' | 'overlap'> {
  /** Epochs with the ATSS assigner before task alignment; 0 for alignment from the start, as the paper has it. */
  readonly warmUpEpochs?: number;
  /** Candidates per object. */
  readonly topK?: number;
  /** Exponent of the score in the alignment metric. */
  readonly alpha?: number;
  /** Exponent of the overlap in the alignment metric. */
  readonly beta?: number;
}

/**
 * Task alignment learning (TAL): task-aligned assignment, quality focal loss towards t̂, and GIoU weighted by t̂,
 * twice; both divided by Σ t̂. In the warm-up: ATSS, focal loss by the number of positives, GIoU weighted by
 * centerness, twice.
 * Source: the TOOD authors' code, where the warm-up is; the paper does not mention it.
 */
export function taskAlignedRule({
  warmUpEpochs = 4,
  topK = 13,
  alpha = 1,
  beta = 6,
  atssTopK = 9,
  candidates = 'all',
  conflicts = 'highest-overlap',
  overlap = 'iou',
}: TaskAlignedRuleOptions = {}): TrainingRule<DensePredictions> {
  const units = 'stride';
  return {
    assigner: afterEpoch(
      warmUpEpochs,
      atssAssigner({ topK: atssTopK }),
      taskAligned({ topK, alpha, beta, candidates, conflicts, overlap }),
    ),
    loss: afterEpoch(
      warmUpEpochs,
      sumLosses(focal(), weighted(2, giou({ weight: 'centerness', units }))),
      sumLosses(qualityFocal({ target: 'alignment' }), weighted(2, giou({ weight: 'alignment', units }))),
    ),
  };
}

/**
 * ATSS on a head without a quality branch: focal loss, and GIoU weighted by the centerness of the prior's
 * centre, twice. The counts that divide them are at least 1 per image, the sum of weights at least 1.
 */
export function atssRule({ atssTopK = 9 }: AtssRuleOptions = {}): TrainingRule<DensePredictions> {
  const atLeastOne = sumOfWeights({ floor: { atLeast: 1 } });
  return {
    assigner: atssAssigner({ topK: atssTopK }),
    loss: sumLosses(
      focal({ normalizer: positivesPerImage() }),
      weighted(2, giou({ weight: 'centerness', normalizer: atLeastOne })),
    ),
  };
}

/**
 * ATSS as published: `atssRule`, and the centerness branch by cross-entropy.
 * Source: Zhang et al. 2020; mmdetection's `atss_head.py`.
 */
export function atssWithCenternessRule(options: AtssRuleOptions = {}): TrainingRule<QualityPredictions> {
  const { assigner, loss } = atssRule(options);
  return { assigner, loss: sumLosses(loss, centerness({ normalizer: positivesPerImage() })) };
}
