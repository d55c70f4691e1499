import { count, expectThat, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import { type ResizeImageOptions, resizeImage, type Size } from '../images/resize.ts';
import type { Sample, Transform } from '../sample.ts';
import { applyGeometry } from './apply.ts';
import { described } from './description.ts';
import { antialias, sizeOptions } from './shared-options.ts';

/** The options of `resize` and `fitWithin`, their defaults and their checks. */
export const resizeOptions = z.strictObject({ ...sizeOptions, antialias });

export type ResizeOptions = z.input<typeof resizeOptions>;

/** Resizes to exactly width × height; the ratio of the sides may change. */
export function resize(options: ResizeOptions): Transform {
  const read = readOptions('resize', resizeOptions, options);
  return described('resize', read, (sample) => resizeSample(sample, read), { deterministic: true });
}

/** The options of `resizeKeepRatio`, their defaults and their checks. */
export const resizeKeepRatioOptions = z.strictObject({
  /** The shorter side becomes this, unless the longer would pass `longSide`. */
  shortSide: count,
  longSide: count,
  antialias,
});

export type ResizeKeepRatioOptions = z.input<typeof resizeKeepRatioOptions>;

/**
 * Resizes by min(longSide / max(W, H), shortSide / min(W, H)), sides rounded to the nearest pixel.
 *
 * Source: `imrescale` of mmcv with a size such as (1333, 800).
 */
export function resizeKeepRatio(options: ResizeKeepRatioOptions): Transform {
  const read = readOptions('resizeKeepRatio', resizeKeepRatioOptions, options);
  const { shortSide, longSide } = read;
  expectThat(
    shortSide <= longSide,
    'resizeKeepRatio',
    '1 ≤ shortSide ≤ longSide',
    `shortSide ${shortSide}, longSide ${longSide}`,
  );
  const resized = (sample: Sample) => resizeToSides(sample, read);
  return described('resizeKeepRatio', read, resized, { deterministic: true });
}

/** What `resizeKeepRatio` does to one sample. */
export function resizeToSides(
  sample: Sample,
  { shortSide, longSide, antialias }: z.output<typeof resizeKeepRatioOptions>,
): Sample {
  const { width, height } = sample.image;
  const scale = Math.min(longSide / Math.max(width, height), shortSide / Math.min(width, height));
  return resizeSample(sample, { ...scaledSize(sample.image, scale), antialias });
}

/** A size times a scale, in whole pixels, at least one. */
export function scaledSize({ width, height }: Size, scale: number): Size {
  const scaled = (side: number) => Math.max(1, Math.floor(side * scale + 0.5));
  return { width: scaled(width), height: scaled(height) };
}

/** The scale of each axis is that of the rounded sizes, so that boxes stay on their pixels. */
export function resizeSample(sample: Sample, options: ResizeImageOptions): Sample {
  const scaleX = options.width / sample.image.width;
  const scaleY = options.height / sample.image.height;
  return applyGeometry(
    sample,
    { scaleX, scaleY, offsetX: 0, offsetY: 0 },
    resizeImage(sample.image, options),
    {
      height: Math.min(options.height, sample.validHeight * scaleY),
      width: Math.min(options.width, sample.validWidth * scaleX),
    },
  );
}
