import type { DeltaCoder, DeltaPredictions, Head } from '@tandem-det/core';
import { deltaRegression } from './box-regression.ts';
import { octaveAnchors } from './octave-anchors.ts';
import type { PriorRule } from './prior-rule.ts';
import { towerHead } from './tower-head.ts';

export interface RetinaHeadOptions {
  /** C: channels of both towers. */
  readonly channels?: number;
  /** Convolutions of each tower. */
  readonly convs?: number;
  /** The boxes of each cell. */
  readonly anchors?: PriorRule;
  /** How deltas are scaled. */
  readonly coder?: DeltaCoder;
  /** Score of every prior at the start. */
  readonly priorProbability?: number;
}

/** RetinaNet scales its deltas by nothing. */
export const RETINA_CODER: DeltaCoder = { stds: [1, 1, 1, 1] };

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
export function retinaHead({
  channels = 256,
  convs = 4,
  anchors = octaveAnchors(),
  coder = RETINA_CODER,
  priorProbability = 0.01,
}: RetinaHeadOptions = {}): Head<DeltaPredictions> {
  return towerHead({
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
}
