import { describe, readOptions } from '@tandem-det/base';
import { type DensePredictions, type Head, squareOptions } from '@tandem-det/core';
import type { z } from 'zod';
import { distanceRegression } from './box-regression.ts';
import { squarePriors } from './prior-rule.ts';
import { convs, groupHeadOptions, groupNormOf } from './shared-options.ts';
import { towerHead } from './tower-head.ts';

/** The options of `coupledHead`, their defaults and their checks. */
export const coupledHeadOptions = groupHeadOptions.extend({
  /** Convolutions of the tower. */
  convs,
  centerOffset: squareOptions.shape.centerOffset,
  /** Side of the priors' boxes, in strides. */
  boxScale: squareOptions.shape.boxScale,
});

export type CoupledHeadOptions = z.input<typeof coupledHeadOptions>;

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
export function coupledHead(options: CoupledHeadOptions = {}): Head<DensePredictions> {
  const read = readOptions('coupledHead', coupledHeadOptions, options);
  const { channels, convs, centerOffset, boxScale, priorProbability } = read;
  const head = towerHead<DensePredictions>({
    where: 'coupledHead',
    name: 'coupled head',
    channels,
    convs,
    norm: groupNormOf(read),
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
  return describe(head, 'coupledHead', read);
}
