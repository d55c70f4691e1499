import { describe, readOptions } from '@tandem-det/base';
import {
  type DeltaPredictions,
  type DensePredictions,
  deltaCoderOptions,
  type Head,
  type QualityPredictions,
  squareOptions,
} from '@tandem-det/core';
import { z } from 'zod';
import { type BoxRegression, deltaRegression, distanceRegression } from './box-regression.ts';
import { priorRule, squarePriors } from './prior-rule.ts';
import { convs, groupHeadOptions, groupNormOf } from './shared-options.ts';
import { type QualityTower, qualityTower, towerHead } from './tower-head.ts';

/** The options of `decoupledHead`, their defaults and their checks. */
export const decoupledHeadOptions = groupHeadOptions.extend({
  /** Convolutions of each tower. */
  convs,
  /** `deltas` to the prior's box (ATSS), or `distances` from its center, `scale · exp(d)` strides, as in the T-Head. */
  regression: z.enum(['deltas', 'distances']).default('deltas'),
  /** The tower that the quality branch stands on; 'none' for heads trained without one. */
  quality: qualityTower.default('regression'),
  /** How deltas are scaled. */
  coder: deltaCoderOptions.prefault({}),
  centerOffset: squareOptions.shape.centerOffset,
  /** Side of the priors' boxes, in strides. */
  boxScale: squareOptions.shape.boxScale,
  /** The boxes of each cell, in place of one square of `boxScale` strides at `centerOffset`. */
  anchors: priorRule.optional(),
});

type Options = z.input<typeof decoupledHeadOptions>;

/** How the decoupled head predicts boxes. */
export type DecoupledRegression = NonNullable<Options['regression']>;

export type DecoupledHeadOptions<
  R extends DecoupledRegression = DecoupledRegression,
  Q extends QualityTower = QualityTower,
> = Omit<Options, 'regression' | 'quality'> & { readonly regression?: R; readonly quality?: Q };

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
>(options: DecoupledHeadOptions<R, Q> = {}): Head<DecoupledPredictions<R, Q>> {
  const given = readOptions('decoupledHead', decoupledHeadOptions, options as Options);
  const { channels, convs, regression, quality, coder, centerOffset, boxScale, priorProbability } = given;
  const { anchors = squarePriors({ centerOffset, boxScale }) } = given;
  const boxes =
    regression === 'deltas' ? deltaRegression(coder) : distanceRegression('scaled exp in strides');
  const head: Head<DensePredictions> = towerHead({
    where: 'decoupledHead',
    name: 'decoupled head',
    channels,
    convs,
    norm: groupNormOf(given),
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
  describe(head, 'decoupledHead', { ...given, anchors });
  // The options decide the type, and the head, of what is predicted.
  return head as unknown as Head<DecoupledPredictions<R, Q>>;
}
