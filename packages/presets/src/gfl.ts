import { atssAssigner } from '@tandem-det/assigners';
import type { Assigner, DistributionPredictions, Head, Loss } from '@tandem-det/core';
import { createDetector, type Detector } from '@tandem-det/detector';
import { gflHead } from '@tandem-det/heads';
import {
  distributionFocal,
  giou,
  positivesPerImage,
  qualityFocal,
  sumLosses,
  sumOfWeights,
  weighted,
} from '@tandem-det/losses';
import { type PyramidOptions, pyramid } from './pyramid.ts';
import type { AtssRuleOptions, TrainingRule } from './training-rules.ts';

export interface GflOptions<P extends DistributionPredictions = DistributionPredictions>
  extends PyramidOptions,
    AtssRuleOptions {
  /** Convolutions of each of the head's two towers. */
  readonly convs?: number;
  /** Longest distance of a side in strides: R = longest + 1 bins. */
  readonly longest?: number;
  /** Another head, with distributions. */
  readonly head?: Head<P>;
  /** Another assigner; then atssTopK is not used. */
  readonly assigner?: Assigner<NoInfer<P>>;
  /** Another loss. */
  readonly loss?: Loss<NoInfer<P>>;
}

/**
 * The rule of Generalized Focal Loss: ATSS; quality focal loss towards the IoU of the predicted box; twice GIoU
 * and a quarter of the distribution focal loss, both weighted by the prior's highest class score.
 * Source: Li et al. 2020; mmdetection's `gfl_head.py`.
 */
export function gflRule({ atssTopK = 9 }: AtssRuleOptions = {}): TrainingRule<DistributionPredictions> {
  const box = { weight: 'score', normalizer: sumOfWeights({ floor: { atLeast: 1 } }) } as const;
  return {
    assigner: atssAssigner({ topK: atssTopK }),
    loss: sumLosses(
      qualityFocal({ target: 'iou', normalizer: positivesPerImage() }),
      weighted(2, giou({ ...box, units: 'stride' })),
      weighted(0.25, distributionFocal(box)),
    ),
  };
}

/**
 * GFL: ResNet, FPN, the decoupled head with distributions, ATSS. With 80 classes its head has 5,063,833 parameters.
 * Source: Li et al. 2020; mmdetection's `gfl_r50_fpn_1x_coco.py`, which from ImageNet weights is
 * `norm: { kind: 'frozen-batch' }, frozenStages: 1`. From scratch take `norm: { kind: 'group' }`.
 */
export function gfl<P extends DistributionPredictions = DistributionPredictions>(
  options: GflOptions<P>,
): Detector<P> {
  const { channels = 256, convs = 4, longest = 16 } = options;
  const head: Head<DistributionPredictions> = gflHead({ channels, convs, longest });
  const rule = gflRule(options);
  // Without a head of its own P is DistributionPredictions: nothing else can decide it.
  return createDetector<P>({
    ...pyramid(options),
    head: options.head ?? (head as unknown as Head<P>),
    assigner: options.assigner ?? rule.assigner,
    loss: options.loss ?? rule.loss,
  });
}
