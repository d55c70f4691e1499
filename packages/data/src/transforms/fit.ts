import { readOptions } from '@tandem-det/base';
import { z } from 'zod';
import type { Size } from '../images/size.ts';
import type { Sample, Transform } from '../sample.ts';
import { described } from './description.ts';
import { resizeByRatio } from './resize.ts';
import { type RatioOptions, ratioOptions, sizeOptions } from './shared-options.ts';

/** The options of `fitWithin`, their defaults and their checks. */
export const fitWithinOptions = z.strictObject({ ...sizeOptions, ...ratioOptions });

export type FitOptions = z.input<typeof fitWithinOptions>;

/**
 * Resizes to the largest size with the same ratio of sides that fits in width × height, without filling up:
 * `letterbox` without its border. In front of random transforms its result can be kept from epoch to epoch.
 */
export function fitWithin(options: FitOptions): Transform {
  const read = readOptions('fitWithin', fitWithinOptions, options);
  return described('fitWithin', read, (sample) => fitSample(sample, read), { deterministic: true });
}

export function fitSample(sample: Sample, { width, height, ...how }: Size & RatioOptions): Sample {
  return resizeByRatio(sample, fittingScale(sample.image, { width, height }), how);
}

/** The largest scale at which an image fits in a size. */
export function fittingScale(image: Size, { width, height }: Size): number {
  return Math.min(width / image.width, height / image.height);
}
