/** For each output index: neighbouring input indices from `starts[i]` on, and their weights, which sum to 1. */
export interface Taps {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** Of all outputs one after the other. */
  readonly weights: Float32Array;
}

/**
 * Which input pixels of a row make which output pixel: those around (i + 0.5) · in / out − 0.5, in a triangle of
 * radius 1, or in / out when shrinking. What a triangle has beyond an edge is dropped, and the rest made to sum to 1.
 * Source: `precompute_coeffs` of Pillow's `Resample.c`.
 */
export function triangleTaps(input: number, output: number): Taps {
  const step = input / output;
  const radius = Math.max(1, step);
  const starts = new Int32Array(output);
  const counts = new Int32Array(output);
  const weights: number[] = [];
  for (let i = 0; i < output; i++) {
    const center = (i + 0.5) * step - 0.5;
    const start = Math.max(Math.floor(center - radius) + 1, 0);
    const end = Math.min(Math.ceil(center + radius), input);
    const own = Array.from({ length: end - start }, (_, tap) => 1 - Math.abs(start + tap - center) / radius);
    const sum = own.reduce((total, weight) => total + weight, 0);
    for (const weight of own) weights.push(weight / sum);
    starts[i] = start;
    counts[i] = end - start;
  }
  return { starts, counts, weights: Float32Array.from(weights) };
}
