import { describe, readOptions } from '@tandem-det/base';
import type { Loss } from '@tandem-det/core';
import { log, maximum, neg, square, sub } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { overlapLoss, overlapLossOptions, type Penalty } from './overlap-loss.ts';

/** The options of `iou`, their defaults and their checks. */
export const iouOptions = overlapLossOptions.extend({
  /** What becomes of an IoU u: `-ln u` (FCOS, OTA), `1 - u`, or `1 - u²` (YOLOX). */
  form: z.enum(['log', 'linear', 'squared']).default('log'),
});

export type IouLossOptions = z.input<typeof iouOptions>;

export type IouForm = NonNullable<IouLossOptions['form']>;

const PENALTIES: Readonly<Record<IouForm, Penalty>> = {
  log: (overlaps, epsilon) => neg(log(maximum(overlaps, epsilon))),
  linear: (overlaps, epsilon) => sub(1, maximum(overlaps, epsilon)),
  squared: (overlaps, epsilon) => sub(1, square(maximum(overlaps, epsilon))),
};

/**
 * IoU loss of the positives: `Σ weight · penalty(IoU(predicted, assigned box)) / normalizer`. The IoU is at
 * least epsilon, below which it has no gradient: boxes that do not touch are not drawn together.
 *
 * Shapes: boxes [B, A, 4] in pixels. Returns the term `box`. The other priors take no part.
 * Source: Yu et al. 2016, UnitBox (`log`); Ge et al. 2021, YOLOX's code (`squared`); floor as in mmdetection.
 */
export function iou(options: IouLossOptions = {}): Loss {
  const read = readOptions('iou', iouOptions, options);
  return describe(overlapLoss('iou', PENALTIES[read.form], read), 'iou', read);
}
