import { count, expectThat, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import { type ResizeImageOptions, resizeImage } from '../images/resize.ts';
import type { Size } from '../images/size.ts';
import type { Sample, Transform } from '../sample.ts';
import { applyGeometry } from './apply.ts';
import { described } from './description.ts';
import { antialias, type RatioOptions, ratioOptions, sizeOptions } from './shared-options.ts';

/** The options of `resize`, their defaults and their checks. */
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
  ...ratioOptions,
});

export type ResizeKeepRatioOptions = z.input<typeof resizeKeepRatioOptions>;

/**
 * Resizes by min(longSide / max(W, H), shortSide / min(W, H)), sides rounded to the nearest pixel by default.
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
  { shortSide, longSide, ...options }: z.output<typeof resizeKeepRatioOptions>,
): Sample {
  const { width, height } = sample.image;
  const ratio = Math.min(longSide / Math.max(width, height), shortSide / Math.min(width, height));
  return resizeByRatio(sample, ratio, options);
}

/** Resizes both sides by one ratio, to whole pixels. */
export function resizeByRatio(
  sample: Sample,
  ratio: number,
  { antialias, rounding, scale }: RatioOptions,
): Sample {
  const size = scaledSize(sample.image, ratio, rounding);
  return resizeSample(sample, { ...size, antialias }, scale === 'ratio' ? ratio : undefined);
}

/** A size times a ratio, in whole pixels, at least one. */
export function scaledSize(
  { width, height }: Size,
  ratio: number,
  rounding: RatioOptions['rounding'] = 'nearest',
): Size {
  const half = rounding === 'nearest' ? 0.5 : 0;
  const scaled = (side: number) => Math.max(1, Math.floor(side * ratio + half));
  return { width: scaled(width), height: scaled(height) };
}

/** The scale of each axis is that of the rounded sizes, so that boxes stay on their pixels, unless one is given. */
export function resizeSample(sample: Sample, options: ResizeImageOptions, scale?: number): Sample {
  const scaleX = options.width / sample.image.width;
  const scaleY = options.height / sample.image.height;
  return applyGeometry(
    sample,
    { scaleX: scale ?? scaleX, scaleY: scale ?? scaleY, offsetX: 0, offsetY: 0 },
    resizeImage(sample.image, options),
    {
      height: Math.min(options.height, sample.validHeight * scaleY),
      width: Math.min(options.width, sample.validWidth * scaleX),
    },
  );
}
