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

/** How an image is resized with the ratio of its sides kept. */
export interface RatioOptions {
  readonly antialias?: boolean;
  /** Sides that are no whole pixels: to the nearest (mmdetection), or cut off (YOLOX, torchvision). */
  readonly rounding?: 'nearest' | 'down';
  /**
   * Where boxes go: by the whole sides, each axis by its own scale, so that they stay on their pixels; or by the ratio
   * before rounding, as YOLOX does.
   */
  readonly scale?: 'sides' | 'ratio';
}

export interface ResizeKeepRatioOptions extends RatioOptions {
  /** The shorter side becomes this, unless the longer would pass `longSide`. */
  readonly shortSide: number;
  readonly longSide: number;
}

/**
 * Resizes by min(longSide / max(W, H), shortSide / min(W, H)), sides rounded to the nearest pixel by default.
 *
 * Source: `imrescale` of mmcv with a size such as (1333, 800).
 */
export function resizeKeepRatio(options: ResizeKeepRatioOptions): Transform {
  const { shortSide, longSide } = options;
  expectThat(
    shortSide >= 1 && shortSide <= longSide,
    'resizeKeepRatio',
    '1 ≤ shortSide ≤ longSide',
    `shortSide ${shortSide}, longSide ${longSide}`,
  );
  const resized = (sample: Sample) => resizeToSides(sample, options);
  return described('resizeKeepRatio', options, resized, { deterministic: true });
}

/** What `resizeKeepRatio` does to one sample. */
export function resizeToSides(
  sample: Sample,
  { shortSide, longSide, ...options }: ResizeKeepRatioOptions,
): Sample {
  const { width, height } = sample.image;
  const ratio = Math.min(longSide / Math.max(width, height), shortSide / Math.min(width, height));
  return resizeByRatio(sample, ratio, options);
}

/** Resizes both sides by one ratio, to whole pixels. */
export function resizeByRatio(
  sample: Sample,
  ratio: number,
  { antialias = true, rounding = 'nearest', scale = 'sides' }: RatioOptions,
): Sample {
  const size = scaledSize(sample.image, ratio, rounding);
  return resizeSample(sample, { ...size, antialias }, scale === 'ratio' ? ratio : undefined);
}

/** A size times a ratio, in whole pixels, at least one. */
export function scaledSize(
  { width, height }: Size,
  ratio: number,
  rounding: NonNullable<RatioOptions['rounding']> = 'nearest',
): Size {
  const half = rounding === 'nearest' ? 0.5 : 0;
  const scaled = (side: number) => Math.max(1, Math.floor(side * ratio + half));
  return { width: scaled(width), height: scaled(height) };
}

/** The scale of each axis is that of the rounded sizes, so that boxes stay on their pixels, unless one is given. */
export function resizeSample(sample: Sample, options: ResizeOptions, scale?: number): Sample {
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
