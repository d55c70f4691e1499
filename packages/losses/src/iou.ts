import type { Loss } from '@tandem-det/core';
import { log, maximum, neg, square, sub } from '@tensorflow/tfjs-core';
import { type OverlapLossOptions, overlapLoss, type Penalty } from './overlap-loss.ts';

/** What becomes of an IoU u: `-ln u` (FCOS, OTA), `1 - u`, or `1 - u²` (YOLOX). */
export type IouForm = 'log' | 'linear' | 'squared';

export interface IouLossOptions extends OverlapLossOptions {
  readonly form?: IouForm;
}

const PENALTIES: Readonly<Record<IouForm, Penalty>> = {
  log: (overlaps, epsilon) => neg(log(maximum(overlaps, epsilon))),
  linear: (overlaps, epsilon) => sub(1, maximum(overlaps, epsilon)),
  squared: (overlaps, epsilon) => sub(1, square(maximum(overlaps, epsilon))),
};

/**
 * IoU loss of the positives: `Σ weight · penalty(IoU(predicted, assigned box)) / normaliser`. The IoU is at
 * least epsilon, below which it has no gradient: boxes that do not touch are not drawn together.
 *
 * Shapes: boxes [B, A, 4] in pixels. Returns the term `box`. The other priors take no part.
 * Source: Yu et al. 2016, UnitBox (`log`); Ge et al. 2021, YOLOX's code (`squared`); floor as in mmdetection.
 */
export function iou({ form = 'log', ...options }: IouLossOptions = {}): Loss {
  return overlapLoss('iou', PENALTIES[form], options);
}
