import { expectThat } from '@tandem-det/base';
import type { CenterOffset, DistributionPredictions, Head } from '@tandem-det/core';
import { distributionRegression } from './box-regression.ts';
import { squarePriors } from './prior-rule.ts';
import { towerHead } from './tower-head.ts';

export interface GflHeadOptions {
  /** C: channels of both towers. */
  readonly channels?: number;
  /** Convolutions of each tower. */
  readonly convs?: number;
  /** Groups of the normalisations, fewer at narrow widths: see core's `groupCount`. */
  readonly groups?: number;
  /** No group has fewer channels than this; 1 for the reference's own groups at any width. */
  readonly minimumGroupSize?: number;
  /** What is added to the variance of a group. */
  readonly groupEpsilon?: number;
  /** Longest distance in strides: the distributions have R = longest + 1 bins. */
  readonly longest?: number;
  readonly centerOffset?: CenterOffset;
  /** Side of the priors' boxes, in strides; for assigners alone. */
  readonly boxScale?: number;
  /** Score of every prior at the start. */
  readonly priorProbability?: number;
}

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
 * Errors: an ExpectationError for a longest distance below 1.
 * Source: Li et al. 2020; mmdetection's `gfl_head.py` (`reg_max` = 16).
 */
export function gflHead({
  channels = 256,
  convs = 4,
  groups = 32,
  minimumGroupSize = 2,
  groupEpsilon = 1e-5,
  longest = 16,
  centerOffset = 0,
  boxScale = 8,
  priorProbability = 0.01,
}: GflHeadOptions = {}): Head<DistributionPredictions> {
  const where = 'gflHead';
  expectThat(Number.isInteger(longest) && longest >= 1, where, 'longest of 1 or more', String(longest));
  return towerHead({
    where,
    name: 'gfl head',
    channels,
    convs,
    norm: { kind: 'group', groups, minimumGroupSize, epsilon: groupEpsilon },
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
}
