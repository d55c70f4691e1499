import { describe, readOptions } from '@tandem-det/base';
import { type DeltaCoder, type DeltaPredictions, deltaCoderOptions, type Head } from '@tandem-det/core';
import type { z } from 'zod';
import { deltaRegression } from './box-regression.ts';
import { octaveAnchors } from './octave-anchors.ts';
import { priorRule } from './prior-rule.ts';
import { convs, headOptions } from './shared-options.ts';
import { towerHead } from './tower-head.ts';

/** RetinaNet scales its deltas by nothing. */
export const RETINA_CODER: DeltaCoder = { stds: [1, 1, 1, 1] };

/** The options of `retinaHead`, their defaults and their checks. */
export const retinaHeadOptions = headOptions.extend({
  /** Convolutions of each tower. */
  convs,
  /** The boxes of each cell. */
  anchors: priorRule.default(() => octaveAnchors()),
  /** How deltas are scaled. */
  coder: deltaCoderOptions.prefault(RETINA_CODER),
});

export type RetinaHeadOptions = z.input<typeof retinaHeadOptions>;

/**
 * The head of RetinaNet: one tower per task, shared by the levels, each `convs` times a 3 × 3 convolution with a
 * bias and a ReLU, no normalisation; then a 3 × 3 convolution for the classes and one for the deltas of each of
 * the cell's anchors.
 *
 * `classLogits` [B, A, K], `boxes` [B, A, 4] in pixels, `boxDeltas` [B, A, 4]; A = 9 · Σ H · W with the default
 * anchors. Scores are σ(class). With 80 classes it has 6,463,220 parameters.
 *
 * Names: `cls_convs.i.conv`, `reg_convs.i.conv`, `retina_cls`, `retina_reg`, anchor by anchor.
 * Source: Lin et al. 2017 (focal loss); mmdetection's `retina_head.py`.
 */
export function retinaHead(options: RetinaHeadOptions = {}): Head<DeltaPredictions> {
  const read = readOptions('retinaHead', retinaHeadOptions, options);
  const { channels, convs, anchors, coder, priorProbability } = read;
  const head = towerHead<DeltaPredictions>({
    where: 'retinaHead',
    name: 'retina head',
    channels,
    convs,
    norm: undefined,
    bias: true,
    anchors,
    regression: deltaRegression(coder),
    learnedScales: false,
    quality: undefined,
    priorProbability,
    names: {
      towers: { classification: 'cls_convs', regression: 'reg_convs' },
      classes: 'retina_cls',
      boxes: 'retina_reg',
    },
  });
  return describe(head, 'retinaHead', read);
}
