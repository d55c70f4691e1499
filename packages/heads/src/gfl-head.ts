import { count, describe, readOptions } from '@tandem-det/base';
import { type DistributionPredictions, type Head, squareOptions } from '@tandem-det/core';
import type { z } from 'zod';
import { distributionRegression } from './box-regression.ts';
import { squarePriors } from './prior-rule.ts';
import { convs, groupHeadOptions, groupNormOf } from './shared-options.ts';
import { towerHead } from './tower-head.ts';

/** The options of `gflHead`, their defaults and their checks. */
export const gflHeadOptions = groupHeadOptions.extend({
  /** Convolutions of each tower. */
  convs,
  /** Longest distance in strides: the distributions have R = longest + 1 bins. */
  longest: count.default(16),
  centerOffset: squareOptions.shape.centerOffset,
  /** Side of the priors' boxes, in strides; for assigners alone. */
  boxScale: squareOptions.shape.boxScale,
});

export type GflHeadOptions = z.input<typeof gflHeadOptions>;

/**
 * The head of Generalized Focal Loss: one tower per task, shared by the levels, each `convs` times a 3 × 3
 * convolution, group normalisation and ReLU; then a 3 × 3 convolution for the classes and one for the four
 * distributions. A side's distance from the prior's centre is the expectation `Σ_k k · softmax(scale · d)_k`
 * strides, `scale` learned per level.
 *
 * `classLogits` [B, A, K] are trained towards the IoU of the box, so that no quality branch is needed;
 * `boxes` [B, A, 4] in pixels; `boxDistribution` [B, A, 4, R]. Scores are σ(class).
 * With 80 classes it has 5,063,833 parameters.
 *
 * Names: `cls_convs.i.conv`, `reg_convs.i.conv`, `gfl_cls`, `gfl_reg`, `scales.i.scale`,
 * `integral.project`, the distances of the bins, which do not train.
 * Errors: an ExpectationError for an unknown option or a longest distance below 1.
 * Source: Li et al. 2020; mmdetection's `gfl_head.py` (`reg_max` = 16).
 */
export function gflHead(options: GflHeadOptions = {}): Head<DistributionPredictions> {
  const where = 'gflHead';
  const read = readOptions(where, gflHeadOptions, options);
  const { channels, convs, longest, centerOffset, boxScale, priorProbability } = read;
  const head = towerHead<DistributionPredictions>({
    where,
    name: 'gfl head',
    channels,
    convs,
    norm: groupNormOf(read),
    bias: false,
    anchors: squarePriors({ centerOffset, boxScale }),
    regression: distributionRegression(longest + 1),
    learnedScales: true,
    quality: undefined,
    priorProbability,
    names: {
      towers: { classification: 'cls_convs', regression: 'reg_convs' },
      classes: 'gfl_cls',
      boxes: 'gfl_reg',
    },
  });
  return describe(head, where, read);
}
