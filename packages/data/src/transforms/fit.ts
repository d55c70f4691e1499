import { readOptions } from '@tandem-det/base';
import type { ResizeImageOptions, Size } from '../images/resize.ts';
import type { Sample, Transform } from '../sample.ts';
import { described } from './description.ts';
import { type ResizeOptions, resizeOptions, resizeSample, scaledSize } from './resize.ts';

/**
 * Resizes to the largest size with the same ratio of sides that fits in width × height, without filling up:
 * `letterbox` without its border. In front of random transforms its result can be kept from epoch to epoch.
 */
export function fitWithin(options: ResizeOptions): Transform {
  const read = readOptions('fitWithin', resizeOptions, options);
  return described('fitWithin', read, (sample) => fitSample(sample, read), { deterministic: true });
}

export function fitSample(sample: Sample, { width, height, ...how }: ResizeImageOptions): Sample {
  return resizeSample(sample, {
    ...scaledSize(sample.image, fittingScale(sample.image, { width, height })),
    ...how,
  });
}

/** The largest scale at which an image fits in a size. */
export function fittingScale(image: Size, { width, height }: Size): number {
  return Math.min(width / image.width, height / image.height);
}
