import { describe, readOptions } from '@tandem-det/base';
import type { DensePredictions, Head, QualityPredictions } from '@tandem-det/core';
import { z } from 'zod';
import { distanceRegression } from './box-regression.ts';
import { priorRule, squarePriors } from './prior-rule.ts';
import { convs, groupHeadOptions, groupNormOf } from './shared-options.ts';
import { qualityTower, scoreRule, towerHead } from './tower-head.ts';

/** The options of `fcosHead`, their defaults and their checks. */
export const fcosHeadOptions = groupHeadOptions.extend({
  /** Convolutions of each tower. */
  convs,
  /** Whether the towers' convolutions have a bias before their normalization. */
  bias: z.boolean().default(false),
  /** Distances as first published, `exp(scale · d)` pixels, or `relu(scale · d)` strides. */
  regression: z.enum(['exp in pixels', 'relu in strides']).default('exp in pixels'),
  /** The tower that the quality branch stands on. */
  quality: qualityTower.exclude(['none']).default('classification'),
  score: scoreRule.default('product'),
  /** One learned `scale` for each level; without them it is 1. */
  learnedScales: z.boolean().default(true),
  /** One point per cell. */
  points: priorRule.default(() => squarePriors({ centerOffset: 'half-stride-floor' })),
});

export type FcosHeadOptions = z.input<typeof fcosHeadOptions>;

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
export function fcosHead(options: FcosHeadOptions = {}): Head<QualityPredictions> {
  const read = readOptions('fcosHead', fcosHeadOptions, options);
  const { channels, convs, bias, regression, quality, score, learnedScales, points, priorProbability } = read;
  const head = towerHead<DensePredictions, QualityPredictions>({
    where: 'fcosHead',
    name: 'fcos head',
    channels,
    convs,
    norm: groupNormOf(read),
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
  return describe(head, 'fcosHead', read);
}
