import { expectThat } from '@tandem-det/base';
import { resizeImage, type Size } from '../images/resize.ts';
import type { Sample, Transform } from '../sample.ts';
import { applyGeometry } from './apply.ts';
import { described } from './description.ts';

export interface ResizeOptions extends Size {
  readonly antialias?: boolean;
}

/** Resizes to exactly width × height; the ratio of the sides may change. */
export function resize(options: ResizeOptions): Transform {
  return described('resize', options, (sample) => resizeSample(sample, options), { deterministic: true });
}

export interface ResizeKeepRatioOptions {
  /** The shorter side becomes this, unless the longer would pass `longSide`. */
  readonly shortSide: number;
  readonly longSide: number;
  readonly antialias?: boolean;
}

/**
 * Resizes by min(longSide / max(W, H), shortSide / min(W, H)), sides rounded to the nearest pixel.
 *
 * Source: `imrescale` of mmcv with a size such as (1333, 800).
 */
export function resizeKeepRatio(options: ResizeKeepRatioOptions): Transform {
  const { shortSide, longSide, antialias = true } = options;
  expectThat(
    shortSide >= 1 && shortSide <= longSide,
    'resizeKeepRatio',
    '1 ≤ shortSide ≤ longSide',
    `shortSide ${shortSide}, longSide ${longSide}`,
  );
  const resized = (sample: Sample) => resizeToSides(sample, { shortSide, longSide, antialias });
  return described('resizeKeepRatio', options, resized, { deterministic: true });
}

/** What `resizeKeepRatio` does to one sample. */
export function resizeToSides(
  sample: Sample,
  { shortSide, longSide, antialias = true }: ResizeKeepRatioOptions,
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
export function resizeSample(sample: Sample, options: ResizeOptions): Sample {
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
