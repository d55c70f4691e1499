import { expectNoOthers } from '@tandem-det/base';
import type {
  CenterOffset,
  DeltaCoder,
  DeltaPredictions,
  DensePredictions,
  Head,
  QualityPredictions,
} from '@tandem-det/core';
import { type BoxRegression, deltaRegression, distanceRegression } from './box-regression.ts';
import { type PriorRule, squarePriors } from './prior-rule.ts';
import { type QualityTower, towerHead } from './tower-head.ts';

/** How the decoupled head predicts boxes. */
export type DecoupledRegression = 'deltas' | 'distances';

export interface DecoupledHeadOptions<
  R extends DecoupledRegression = DecoupledRegression,
  Q extends QualityTower = QualityTower,
> {
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
  /** `deltas` to the prior's box (ATSS), or `distances` from its centre, `scale · exp(d)` strides, as in the T-Head. */
  readonly regression?: R;
  /** The tower that the quality branch stands on; 'none' for heads trained without one. */
  readonly quality?: Q;
  /** How deltas are scaled. */
  readonly coder?: DeltaCoder;
  readonly centerOffset?: CenterOffset;
  /** Side of the priors' boxes, in strides. */
  readonly boxScale?: number;
  /** The boxes of each cell, in place of one square of `boxScale` strides at `centerOffset`. */
  readonly anchors?: PriorRule;
  /** Score of every prior at the start. */
  readonly priorProbability?: number;
}

/** What a decoupled head of these options predicts. */
export type DecoupledPredictions<R extends DecoupledRegression, Q extends QualityTower> = (R extends 'deltas'
  ? DeltaPredictions
  : DensePredictions) &
  (Q extends 'none' ? DensePredictions : QualityPredictions);

/**
 * The parallel head of ATSS: one tower per task, shared by the levels, each `convs` times a 3 × 3 convolution,
 * group normalisation and ReLU; then a 3 × 3 convolution for classes, boxes and quality each, of each of the cell's
 * anchors: one square, unless `anchors` says otherwise.
 *
 * `classLogits` [B, A, K]; `boxes` [B, A, 4] in pixels; `boxDeltas` [B, A, 4] = scale · d with deltas, where
 * `scale` is learned per level; `qualityLogits` [B, A] unless `quality` is 'none'.
 * Scores are σ(class) · σ(quality), compared with the threshold as σ(class) alone; just σ(class) without quality.
 *
 * Names: `cls_convs.i.conv`, `reg_convs.i.conv`, `atss_cls`, `atss_reg`, `atss_centerness`, `scales.i.scale`.
 * Source: Zhang et al. 2020; mmdetection's `atss_head.py`. The ATSS authors' own anchor-free variant regresses
 * `relu(scale · d)` with a bias of 4; 'distances' takes the T-Head's rule instead, so that the two heads compare.
 */
export function decoupledHead<
  R extends DecoupledRegression = 'deltas',
  Q extends QualityTower = 'regression',
>({
  channels = 256,
  convs = 4,
  groups = 32,
  minimumGroupSize = 2,
  groupEpsilon = 1e-5,
  regression = 'deltas' as R,
  quality = 'regression' as Q,
  coder = {},
  centerOffset = 0,
  boxScale = 8,
  anchors = squarePriors({ centerOffset, boxScale }),
  priorProbability = 0.01,
  ...others
}: DecoupledHeadOptions<R, Q> = {}): Head<DecoupledPredictions<R, Q>> {
  // The compiler does not see that the rest of generic options is empty.
  expectNoOthers('decoupledHead', others as Readonly<Record<string, never>>);
  const boxes =
    regression === 'deltas' ? deltaRegression(coder) : distanceRegression('scaled exp in strides');
  const head: Head<DensePredictions> = towerHead({
    where: 'decoupledHead',
    name: 'decoupled head',
    channels,
    convs,
    norm: { kind: 'group', groups, minimumGroupSize, epsilon: groupEpsilon },
    bias: false,
    anchors,
    regression: boxes as BoxRegression<DensePredictions>,
    learnedScales: true,
    quality: quality === 'none' ? undefined : { name: 'atss_centerness', tower: quality, score: 'product' },
    priorProbability,
    names: {
      towers: { classification: 'cls_convs', regression: 'reg_convs' },
      classes: 'atss_cls',
      boxes: 'atss_reg',
    },
  });
  // The options decide the type, and the head, of what is predicted.
  return head as unknown as Head<DecoupledPredictions<R, Q>>;
}
