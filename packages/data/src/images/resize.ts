import { expectThat } from '@tandem-det/core/errors';
import type { RgbImage } from '../dataset.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Options of `resizeImage`. */
export interface ResizeImageOptions extends Size {
  /** Average over all covered pixels when shrinking; false reads the two nearest only, as OpenCV does. */
  readonly antialias?: boolean;
}

/**
 * The image at another size, linearly interpolated: output pixel i reads the input around
 * (i + 0.5) · in / out − 0.5, edges repeated. When shrinking with `antialias`, the triangle is widened
 * by in / out, as in Pillow's BILINEAR. Plain float arithmetic: the same on every machine.
 */
export function resizeImage(image: RgbImage, options: ResizeImageOptions): RgbImage {
  const { width, height, antialias = true } = options;
  const isSize = (value: number) => Number.isInteger(value) && value >= 1;
  expectThat(isSize(width) && isSize(height), 'resizeImage', 'whole pixels ≥ 1', `${width}×${height}`);
  if (width === image.width && height === image.height) return image;
  const columns = taps(image.width, width, antialias);
  const rows = taps(image.height, height, antialias);

  const across = new Float32Array(image.height * width * 3);
  for (let y = 0; y < image.height; y++) {
    const row = y * image.width * 3;
    for (let x = 0, to = y * width * 3; x < width; x++, to += 3) {
      let red = 0;
      let green = 0;
      let blue = 0;
      const end = columns.starts[x + 1]!;
      for (let tap = columns.starts[x]!; tap < end; tap++) {
        const from = row + columns.sources[tap]! * 3;
        const weight = columns.weights[tap]!;
        red += weight * image.data[from]!;
        green += weight * image.data[from + 1]!;
        blue += weight * image.data[from + 2]!;
      }
      across[to] = red;
      across[to + 1] = green;
      across[to + 2] = blue;
    }
  }

  const data = new Uint8Array(height * width * 3);
  const line = new Float64Array(width * 3);
  for (let y = 0; y < height; y++) {
    line.fill(0.5);
    for (let tap = rows.starts[y]!; tap < rows.starts[y + 1]!; tap++) {
      const from = rows.sources[tap]! * width * 3;
      const weight = rows.weights[tap]!;
      for (let i = 0; i < line.length; i++) line[i]! += weight * across[from + i]!;
    }
    const to = y * width * 3;
    for (let i = 0; i < line.length; i++) data[to + i] = Math.min(255, line[i]!);
  }
  return { width, height, data };
}

/** For output i the entries starts[i] … starts[i + 1] − 1: input index and weight, the weights summing to 1. */
interface Taps {
  readonly starts: Int32Array;
  readonly sources: readonly number[];
  readonly weights: readonly number[];
}

function taps(input: number, output: number, antialias: boolean): Taps {
  const step = input / output;
  const radius = antialias ? Math.max(1, step) : 1;
  const starts = new Int32Array(output + 1);
  const sources: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < output; i++) {
    const center = (i + 0.5) * step - 0.5;
    const first = weights.length;
    let sum = 0;
    for (let source = Math.ceil(center - radius); source <= Math.floor(center + radius); source++) {
      const weight = 1 - Math.abs(source - center) / radius;
      if (weight <= 0) continue;
      sources.push(Math.min(Math.max(source, 0), input - 1));
      weights.push(weight);
      sum += weight;
    }
    for (let tap = first; tap < weights.length; tap++) weights[tap]! /= sum;
    starts[i + 1] = weights.length;
  }
  return { starts, sources, weights };
}
