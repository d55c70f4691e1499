/** For each output index: neighbouring input indices from `starts[i]` on, and their weights, which sum to 1. */
export interface Taps {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** Of all outputs one after the other. */
  readonly weights: Float32Array;
}

/**
 * Which input pixels of a row make which output pixel: those around (i + 0.5) · in / out − 0.5, in a triangle of
 * radius 1, or in / out when shrinking with `antialias`. What a triangle has beyond an edge is the edge's pixel's.
 */
export function triangleTaps(input: number, output: number, antialias: boolean): Taps {
  const step = input / output;
  const radius = antialias ? Math.max(1, step) : 1;
  const starts = new Int32Array(output);
  const counts = new Int32Array(output);
  const weights: number[] = [];
  for (let i = 0; i < output; i++) {
    const center = (i + 0.5) * step - 0.5;
    const first = Math.floor(center - radius) + 1;
    const last = Math.ceil(center + radius) - 1;
    const start = Math.min(Math.max(first, 0), input - 1);
    const count = Math.min(Math.max(last, 0), input - 1) - start + 1;
    const own = new Float64Array(count);
    let sum = 0;
    for (let source = first; source <= last; source++) {
      const weight = 1 - Math.abs(source - center) / radius;
      own[Math.min(Math.max(source, 0), input - 1) - start]! += weight;
      sum += weight;
    }
    for (const weight of own) weights.push(weight / sum);
    starts[i] = start;
    counts[i] = count;
  }
  return { starts, counts, weights: Float32Array.from(weights) };
}
