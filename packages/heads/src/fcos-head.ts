import type { DensePredictions, Head, QualityPredictions } from '@tandem-det/core';
import { distanceRegression } from './box-regression.ts';
import { type PriorRule, squarePriors } from './prior-rule.ts';
import { type QualityTower, type ScoreRule, towerHead } from './tower-head.ts';

export interface FcosHeadOptions {
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
  /** Whether the towers' convolutions have a bias before their normalisation. */
  readonly bias?: boolean;
  /** Distances as first published, `exp(scale · d)` pixels, or `relu(scale · d)` strides. */
  readonly regression?: 'exp in pixels' | 'relu in strides';
  /** The tower that the quality branch stands on. */
  readonly quality?: Exclude<QualityTower, 'none'>;
  readonly score?: ScoreRule;
  /** One learned `scale` for each level; without them it is 1. */
  readonly learnedScales?: boolean;
  /** One point per cell. */
  readonly points?: PriorRule;
  /** Score of every prior at the start. */
  readonly priorProbability?: number;
}

/** What the FCOS authors later improved in the head. */
export const FCOS_TRICKS = {
  bias: true,
  regression: 'relu in strides',
  quality: 'regression',
} as const satisfies FcosHeadOptions;

/**
 * The head of FCOS: one tower per task, shared by the levels, each `convs` times a 3 × 3 convolution, group
 * normalisation and ReLU; then a 3 × 3 convolution for classes, distances and quality each.
 *
 * Distances from a cell's point, `x · stride + floor(stride / 2)`: `exp(scale · d)` pixels with centerness beside
 * the classes; with `FCOS_TRICKS`, `relu(scale · d)` strides with centerness beside the boxes.
 * `classLogits` [B, A, K], `boxes` [B, A, 4] in pixels, `qualityLogits` [B, A].
 *
 * Names: `cls_convs.i.conv`, `reg_convs.i.conv`, `conv_cls`, `conv_reg`, `conv_centerness`, `scales.i.scale`.
 * Source: Tian et al. 2019; mmdetection's `fcos_head.py`. OTA's head is this one with the quality trained as IoU.
 */
export function fcosHead({
  channels = 256,
  convs = 4,
  groups = 32,
  minimumGroupSize = 2,
  groupEpsilon = 1e-5,
  bias = false,
  regression = 'exp in pixels',
  quality = 'classification',
  score = 'product',
  learnedScales = true,
  points = squarePriors({ centerOffset: 'half-stride-floor' }),
  priorProbability = 0.01,
}: FcosHeadOptions = {}): Head<QualityPredictions> {
  return towerHead<DensePredictions, QualityPredictions>({
    where: 'fcosHead',
    name: 'fcos head',
    channels,
    convs,
    norm: { kind: 'group', groups, minimumGroupSize, epsilon: groupEpsilon },
    bias,
    anchors: points,
    regression: distanceRegression(regression),
    learnedScales,
    quality: { name: 'conv_centerness', tower: quality, score },
    priorProbability,
    names: {
      towers: { classification: 'cls_convs', regression: 'reg_convs' },
      classes: 'conv_cls',
      boxes: 'conv_reg',
    },
  });
}
