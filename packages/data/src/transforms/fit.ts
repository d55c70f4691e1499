import type { Size } from '../images/resize.ts';
import type { Sample, Transform } from '../sample.ts';
import { described } from './description.ts';
import { type RatioOptions, resizeByRatio } from './resize.ts';

export interface FitOptions extends Size, RatioOptions {}

/**
 * Resizes to the largest size with the same ratio of sides that fits in width × height, without filling up:
 * `letterbox` without its border. In front of random transforms its result can be kept from epoch to epoch.
 */
export function fitWithin(options: FitOptions): Transform {
  return described('fitWithin', options, (sample) => fitSample(sample, options), { deterministic: true });
}

export function fitSample(sample: Sample, { width, height, ...options }: FitOptions): Sample {
  return resizeByRatio(sample, fittingScale(sample.image, { width, height }), options);
}

/** The largest scale at which an image fits in a size. */
export function fittingScale(image: Size, { width, height }: Size): number {
  return Math.min(width / image.width, height / image.height);
}
