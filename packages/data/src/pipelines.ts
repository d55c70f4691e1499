import { count, fraction, readOptions, whole } from '@tandem-det/base';
import { z } from 'zod';
import type { Transform } from './sample.ts';
import { randomAffine } from './transforms/affine.ts';
import { colorJitter } from './transforms/color-jitter.ts';
import { randomCrop } from './transforms/crop.ts';
import { randomExpand } from './transforms/expand.ts';
import { fitWithin } from './transforms/fit.ts';
import { horizontalFlip } from './transforms/flip.ts';
import { hsvJitter } from './transforms/hsv-jitter.ts';
import { mixUp } from './transforms/mix-up.ts';
import { mosaic } from './transforms/mosaic.ts';
import { padTo } from './transforms/pad.ts';
import { randomResize } from './transforms/random-resize.ts';
import { type ResizeOptions, resize, resizeKeepRatio } from './transforms/resize.ts';
import { factors, ratioOptions } from './transforms/shared-options.ts';

/** Training transforms of the 1x schedules: 1333×800 with the ratio kept, mirrored with probability 1/2. */
export function pipeline1x({ shortSide = 800, longSide = 1333 } = {}): Transform[] {
  return [resizeKeepRatio({ shortSide, longSide }), horizontalFlip()];
}

/** Of the 2x schedules of ATSS, GFL and TOOD: any short side from 480 to 800, the long one at most 1333. */
export function pipeline2x({ shortSides = [480, 800], longSide = 1333 } = {}): Transform[] {
  return [randomResize({ shortSides, longSide, mode: 'range' }), horizontalFlip()];
}

/** Of SSD: larger canvas, crop by IoU, exact size, mirrored, colours. */
export function pipelineSsd({
  width = 300,
  height = 300,
  antialias = true,
}: Partial<ResizeOptions> = {}): Transform[] {
  return [
    randomExpand(),
    randomCrop(),
    resize({ width, height, antialias }),
    horizontalFlip(),
    colorJitter(),
  ];
}

/** The options of `pipelineYolox`, their defaults and their checks. */
export const yoloxPipelineOptions = z.strictObject({
  width: count.default(640),
  height: count.default(640),
  /** Epochs with mosaic, affine map and mixup. */
  mixUntilEpoch: whole.default(285),
  /** Least and largest factor of the affine map; YOLOX-nano and -tiny: [0.5, 1.5]. */
  scale: factors.default([0.1, 2]),
  /** How each image is resized. */
  rounding: ratioOptions.rounding,
  antialias: ratioOptions.antialias,
  /** How often a second mosaic is mixed in; 0 for YOLOX-nano and -tiny. */
  mixUpProbability: fraction.default(1),
});

export type YoloxPipelineOptions = z.input<typeof yoloxPipelineOptions>;

/**
 * Of YOLOX: mosaic, affine map and mixup until `mixUntilEpoch` (the last 15 of 300 epochs are without), then
 * colours, mirror, and the fixed size with grey at the right and the bottom. The affine map draws scales from
 * `scale` and shows a width × height part of the mosaic.
 */
export function pipelineYolox(options: YoloxPipelineOptions = {}): Transform[] {
  const read = readOptions('pipelineYolox', yoloxPipelineOptions, options);
  const { width, height, mixUntilEpoch, scale, mixUpProbability } = read;
  const { rounding, antialias } = read;
  const fill = [114, 114, 114] as const;
  const resizing = { width, height, rounding, antialias };
  return [
    mosaic({ ...resizing, untilEpoch: mixUntilEpoch, fill }),
    randomAffine({ width, height, scale, untilEpoch: mixUntilEpoch, fill }),
    mixUp({ ...resizing, probability: mixUpProbability, untilEpoch: mixUntilEpoch, fill }),
    hsvJitter(),
    horizontalFlip(),
    fitWithin(resizing),
    padTo({ width, height, fill }),
  ];
}
