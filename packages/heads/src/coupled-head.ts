import type { CenterOffset, DensePredictions, Head } from '@tandem-det/core';
import { distanceRegression } from './box-regression.ts';
import { squarePriors } from './prior-rule.ts';
import { towerHead } from './tower-head.ts';

export interface CoupledHeadOptions {
  /** C: channels of the tower. */
  readonly channels?: number;
  /** Convolutions of the tower. */
  readonly convs?: number;
  /** Groups of the normalisations, fewer at narrow widths: see core's `groupCount`. */
  readonly groups?: number;
  /** No group has fewer channels than this. */
  readonly minimumGroupSize?: number;
  readonly centerOffset?: CenterOffset;
  /** Side of the priors' boxes, in strides. */
  readonly boxScale?: number;
  /** Score of every prior at the start. */
  readonly priorProbability?: number;
}

/**
 * The oldest kind of dense head: both tasks read the same features. One tower, shared by the levels, `convs`
 * times a 3 × 3 convolution, group normalisation and ReLU; then a 3 × 3 convolution for the classes and one for
 * the distances of the sides from the prior's centre, `scale · exp(d)` strides as in the T-Head, so that
 * coupled, decoupled and task-aligned heads compare with all else equal.
 *
 * `classLogits` [B, A, K], `boxes` [B, A, 4] in pixels. Scores are σ(class).
 * Names: `convs.i.conv`, `coupled_cls`, `coupled_reg`, `scales.i.scale`.
 * Source: the single branch of Liu et al. 2016 (SSD) and Redmon et al. 2016 (YOLO), with today's tower.
 */
export function coupledHead({
  channels = 256,
  convs = 4,
  groups = 32,
  minimumGroupSize = 2,
  centerOffset = 0,
  boxScale = 8,
  priorProbability = 0.01,
}: CoupledHeadOptions = {}): Head<DensePredictions> {
  return towerHead({
    where: 'coupledHead',
    name: 'coupled head',
    channels,
    convs,
    norm: { kind: 'group', groups, minimumGroupSize },
    bias: false,
    anchors: squarePriors({ centerOffset, boxScale }),
    regression: distanceRegression('scaled exp in strides'),
    learnedScales: true,
    quality: undefined,
    priorProbability,
    names: {
      towers: { classification: 'convs', regression: 'convs' },
      classes: 'coupled_cls',
      boxes: 'coupled_reg',
    },
  });
}
