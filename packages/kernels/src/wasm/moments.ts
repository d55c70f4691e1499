import { type Chunks, pixelsOfChunk } from './chunks.ts';

/** Mean and sum of squared deviations of each group of channels of each image: [images · groups]. */
export interface Moments {
  readonly mean: Float64Array;
  /** Biased: divided by the number of values. */
  readonly variance: Float64Array;
}

/**
 * Joins the moments of chunks, [items][2][channels] of Σ x and Σ (x - its chunk's mean)², into those of
 * groups of `channels / groups` neighbouring channels: the mean of all, then the deviations from it as
 * Σ (x - m)² = Σ over chunks of (Σ (x - chunk mean)² + n · (chunk mean - m)²), which loses no digits.
 * In double precision.
 */
export function joinMoments(partial: Float32Array, cut: Chunks, groups: number): Moments {
  const { images, chunks, channels, pixels } = cut;
  const width = channels / groups;
  const mean = new Float64Array(images * groups);
  const variance = new Float64Array(images * groups);
  const count = pixels * width;
  for (let image = 0; image < images; image++) {
    for (let chunk = 0; chunk < chunks; chunk++) {
      const row = 2 * (image * chunks + chunk) * channels;
      for (let c = 0; c < channels; c++) mean[image * groups + Math.floor(c / width)]! += partial[row + c]!;
    }
    for (let group = image * groups; group < (image + 1) * groups; group++) mean[group]! /= count;
    for (let chunk = 0; chunk < chunks; chunk++) {
      const row = 2 * (image * chunks + chunk) * channels;
      const n = pixelsOfChunk(cut, chunk);
      for (let c = 0; c < channels; c++) {
        const group = image * groups + Math.floor(c / width);
        const distance = partial[row + c]! / n - mean[group]!;
        variance[group]! += partial[row + channels + c]! + n * distance * distance;
      }
    }
    for (let group = image * groups; group < (image + 1) * groups; group++) variance[group]! /= count;
  }
  return { mean, variance };
}

/** Adds up partial sums [items][rows][channels] of each image: [images][rows][channels], in double precision. */
export function joinSums(
  partial: Float32Array,
  { images, chunks, channels }: Chunks,
  rows: number,
): Float64Array {
  const length = rows * channels;
  const sums = new Float64Array(images * length);
  for (let item = 0; item < images * chunks; item++) {
    const target = Math.floor(item / chunks) * length;
    for (let at = 0; at < length; at++) sums[target + at]! += partial[item * length + at]!;
  }
  return sums;
}
