import { cspDarknet, cspDarknetOptions } from '@tandem-det/backbones';
import { readOptions } from '@tandem-det/base';
import { cspStyleOptions } from '@tandem-det/core';
import { type DetectorOptions, detectionOptions, detectorOptions } from '@tandem-det/detector';
import { type YoloxPredictions, yoloxHead } from '@tandem-det/heads';
import { cspPafpn } from '@tandem-det/necks';
import { z } from 'zod';
import { pickOptions } from './pick-options.ts';
import { yoloxRule, yoloxRuleOptions } from './yolox-rule.ts';

/** Multiples of depth and width, and whether 3 × 3 convolutions are depthwise, by size. */
export const YOLOX_SIZES = {
  nano: { depth: 0.33, width: 0.25, separable: true },
  tiny: { depth: 0.33, width: 0.375, separable: false },
  s: { depth: 0.33, width: 0.5, separable: false },
  m: { depth: 0.67, width: 0.75, separable: false },
  l: { depth: 1, width: 1, separable: false },
  x: { depth: 1.33, width: 1.25, separable: false },
} as const;

export type YoloxSize = keyof typeof YOLOX_SIZES;

const style = cspStyleOptions.shape;
const detection = detectionOptions.shape;

/** The options of `yolox`, their defaults and their checks. */
export const yoloxOptions = yoloxRuleOptions.extend({
  /** Names of the classes. */
  classes: detectorOptions.shape.classes,
  size: z.enum(['nano', 'tiny', 's', 'm', 'l', 'x']).default('s'),
  /** Multiplies the bottlenecks; that of the size by default. */
  depth: cspDarknetOptions.shape.depth.unwrap().optional(),
  /** Multiplies the channels, of 256 in the head; that of the size by default. */
  width: cspDarknetOptions.shape.width.unwrap().optional(),
  /** Depthwise and 1 × 1 convolutions in place of the 3 × 3; that of the size by default. */
  separable: style.separable.unwrap().optional(),
  /** Batch normalization with epsilon 0.001 and momentum 0.03 by default; `{ kind: 'group' }` for small batches. */
  norm: style.norm,
  activation: style.activation,
  /** Decides the initial value of every parameter. */
  seed: detectorOptions.shape.seed,
  /** Defaults of `detect`: those of YOLOX's `postprocess`. */
  detection: detectionOptions
    .extend({
      scoreThreshold: detection.scoreThreshold.unwrap().default(0.01),
      inclusive: detection.inclusive.unwrap().default(true),
      labels: detection.labels.unwrap().default('best'),
      iouThreshold: detection.iouThreshold.unwrap().default(0.65),
      preNms: detection.preNms.unwrap().default(Number.POSITIVE_INFINITY),
      maxDetections: detection.maxDetections.unwrap().default(Number.POSITIVE_INFINITY),
      clip: detection.clip.unwrap().default(false),
    })
    .prefault({}),
});

export type YoloxOptions = z.input<typeof yoloxOptions>;

/**
 * YOLOX: CSPDarknet, path aggregation pyramid, decoupled head with objectness, SimOTA.
 * With 80 classes it has 912,159 (nano), 5,055,855 (tiny), 8,968,255 (s), 25,326,495 (m), 54,208,895 (l) or
 * 99,071,455 (x) parameters.
 *
 * Images are BGR from 0 to 255, not normalised, for the weights that YOLOX publishes (`yoloxNames` of
 * `@tandem-det/checkpoints` loads them). Detections: class · objectness of at least 0.01, one class per prior,
 * suppression at an IoU of 0.65, boxes not clipped.
 *
 * How it was trained: `YOLOX_SCHEDULE`.
 *
 * Returns the parts, for `createDetector`; another part takes the place of its own:
 * `createDetector({ ...yolox({ classes }), head: mine })`.
 * Errors: an ExpectationError for an unknown option and a value out of range.
 * Source: Ge et al. 2021; YOLOX's `yolox_base.py`.
 */
export function yolox(options: YoloxOptions): DetectorOptions<YoloxPredictions> {
  const read = readOptions('yolox', yoloxOptions, options);
  const { classes, norm, activation, seed, detection } = read;
  const size = YOLOX_SIZES[read.size];
  const { depth = size.depth, width = size.width, separable = size.separable } = read;
  const style = { separable, norm, activation };
  return {
    classes,
    backbone: cspDarknet({ ...style, depth, width }),
    neck: cspPafpn({ ...style, depth }),
    head: yoloxHead({ ...style, channels: Math.floor(256 * width) }),
    ...yoloxRule(pickOptions(yoloxRuleOptions, read)),
    seed,
    detection,
  };
}
