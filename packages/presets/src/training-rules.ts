import { atssAssigner, atssAssignerOptions, taskAligned, taskAlignedOptions } from '@tandem-det/assigners';
import { readOptions, whole } from '@tandem-det/base';
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
import { z } from 'zod';

/** How a detector learns: what it assigns, and the loss on it. */
export interface TrainingRule<P extends DensePredictions> {
  readonly assigner: Assigner<P>;
  readonly loss: Loss<P>;
}

/** The options of `atssRule`, their defaults and their checks. */
export const atssRuleOptions = z.strictObject({
  /** Candidates of ATSS per object and level. */
  atssTopK: atssAssignerOptions.shape.topK,
});

export type AtssRuleOptions = z.input<typeof atssRuleOptions>;

const aligned = taskAlignedOptions.shape;

/** The options of `taskAlignedRule`, their defaults and their checks. */
export const taskAlignedRuleOptions = atssRuleOptions.extend({
  /** Epochs with the ATSS assigner before task alignment; 0 for alignment from the start, as the paper has it. */
  warmUpEpochs: whole.default(4),
  /** Candidates per object. */
  topK: aligned.topK,
  /** Exponent of the score in the alignment metric. */
  alpha: aligned.alpha,
  /** Exponent of the overlap in the alignment metric. */
  beta: aligned.beta,
  /** Whether priors whose center is outside an object compete for its topK. */
  candidates: aligned.candidates,
  /** Which object gets a prior that several claim: the authors' rule, or that of the paper's supplement. */
  conflicts: aligned.conflicts,
  /** Of predicted boxes and objects, negative ones as 0. */
  overlap: aligned.overlap,
});

export type TaskAlignedRuleOptions = z.input<typeof taskAlignedRuleOptions>;

/**
 * Task alignment learning (TAL): task-aligned assignment, quality focal loss towards t̂, and GIoU weighted by t̂,
 * twice; both divided by Σ t̂. In the warm-up: ATSS, focal loss by the number of positives, GIoU weighted by
 * centerness, twice.
 * Source: the TOOD authors' code, where the warm-up is; the paper does not mention it.
 */
export function taskAlignedRule(options: TaskAlignedRuleOptions = {}): TrainingRule<DensePredictions> {
  const read = readOptions('taskAlignedRule', taskAlignedRuleOptions, options);
  const { warmUpEpochs, atssTopK, ...alignment } = read;
  const units = 'stride';
  return {
    assigner: afterEpoch(warmUpEpochs, atssAssigner({ topK: atssTopK }), taskAligned(alignment)),
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
export function atssRule(options: AtssRuleOptions = {}): TrainingRule<DensePredictions> {
  const { atssTopK } = readOptions('atssRule', atssRuleOptions, options);
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
  const read = readOptions('atssWithCenternessRule', atssRuleOptions, options);
  const { assigner, loss } = atssRule(read);
  return { assigner, loss: sumLosses(loss, centerness({ normalizer: positivesPerImage() })) };
}
