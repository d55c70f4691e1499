import { atssAssigner } from '@tandem-det/assigners';
import { readOptions } from '@tandem-det/base';
import type { DistributionPredictions } from '@tandem-det/core';
import type { DetectorOptions } from '@tandem-det/detector';
import { gflHead, gflHeadOptions } from '@tandem-det/heads';
import {
  distributionFocal,
  giou,
  positivesPerImage,
  qualityFocal,
  sumLosses,
  sumOfWeights,
  weighted,
} from '@tandem-det/losses';
import type { z } from 'zod';
import { pyramid, pyramidOptions } from './pyramid.ts';
import { type AtssRuleOptions, atssRuleOptions, type TrainingRule } from './training-rules.ts';

/** The options of `gfl`, their defaults and their checks. */
export const gflOptions = pyramidOptions.extend(atssRuleOptions.shape).extend({
  /** Convolutions of each of the head's two towers. */
  convs: gflHeadOptions.shape.convs,
  /** Longest distance of a side in strides: R = longest + 1 bins. */
  longest: gflHeadOptions.shape.longest,
});

export type GflOptions = z.input<typeof gflOptions>;

/**
 * The rule of Generalized Focal Loss: ATSS; quality focal loss towards the IoU of the predicted box; twice GIoU
 * and a quarter of the distribution focal loss, both weighted by the prior's highest class score.
 * Source: Li et al. 2020; mmdetection's `gfl_head.py`.
 */
export function gflRule(options: AtssRuleOptions = {}): TrainingRule<DistributionPredictions> {
  const { atssTopK } = readOptions('gflRule', atssRuleOptions, options);
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
 *
 * Returns the parts, for `createDetector`; another part takes the place of its own:
 * `createDetector({ ...gfl({ classes }), head: mine })`.
 * Errors: an ExpectationError for an unknown option and a value out of range.
 * Source: Li et al. 2020; mmdetection's `gfl_r50_fpn_1x_coco.py`, which from ImageNet weights is
 * `norm: { kind: 'frozen-batch' }, frozenStages: 1`. From scratch take `norm: { kind: 'group' }`.
 */
export function gfl(options: GflOptions): DetectorOptions<DistributionPredictions> {
  const read = readOptions('gfl', gflOptions, options);
  const { channels, convs, longest, atssTopK } = read;
  return { ...pyramid(read), ...gflRule({ atssTopK }), head: gflHead({ channels, convs, longest }) };
}
