import { nonNegative, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import type { RgbImage } from '../dataset.ts';
import { mapHsv } from '../images/hsv.ts';
import type { Transform } from '../sample.ts';
import { described } from './description.ts';
import { factors } from './shared-options.ts';

/** The options of `colorJitter`, their defaults and their checks. */
export const colorJitterOptions = z.strictObject({
  /** Added to every channel: −brightness to brightness, of 255. */
  brightness: nonNegative.default(32),
  /** Least and largest factor. */
  contrast: factors.default([0.5, 1.5]),
  /** Least and largest factor. */
  saturation: factors.default([0.5, 1.5]),
  /** Degrees of a circle of 360: −hue to hue. */
  hue: nonNegative.default(18),
});

export type ColorJitterOptions = z.input<typeof colorJitterOptions>;

/**
 * Brightness, contrast, saturation and hue, each with probability 1/2, then channels in another order with
 * probability 1/2; contrast comes before or after saturation and hue. Boxes stay as they are.
 *
 * Source: SSD (Liu et al., 2016), section 3.6; mmdetection's `PhotoMetricDistortion`. Difference: values are
 * limited to 0–255 and rounded after each step, as the pixels are bytes.
 */
export function colorJitter(options: ColorJitterOptions = {}): Transform {
  const read = readOptions('colorJitter', colorJitterOptions, options);
  const { brightness, contrast, saturation, hue } = read;
  return described('colorJitter', read, (sample, random) => {
    const some = () => random() < 0.5;
    const between = (least: number, most: number) => least + random() * (most - least);
    let { image } = sample;
    if (some()) {
      const delta = between(-brightness, brightness);
      image = mapValues(image, (value) => value + delta);
    }
    const contrastFirst = some();
    const changeContrast = () => {
      if (!some()) return;
      const factor = between(...contrast);
      image = mapValues(image, (value) => value * factor);
    };
    if (contrastFirst) changeContrast();
    const factor = some() ? between(...saturation) : 1;
    const turn = some() ? between(-hue, hue) : 0;
    if (factor !== 1 || turn !== 0) {
      image = mapHsv(image, (pixel) => {
        pixel[0] = (pixel[0] + turn + 360) % 360;
        pixel[1] = Math.min(1, pixel[1] * factor);
      });
    }
    if (!contrastFirst) changeContrast();
    if (some()) image = reordered(image, ORDERS[Math.floor(random() * ORDERS.length)]!);
    return { ...sample, image };
  });
}

const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

function mapValues({ width, height, data }: RgbImage, change: (value: number) => number): RgbImage {
  const table = Uint8ClampedArray.from({ length: 256 }, (_, value) => change(value));
  return { width, height, data: data.map((value) => table[value]!) };
}

function reordered({ width, height, data }: RgbImage, order: readonly [number, number, number]): RgbImage {
  const mapped = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 3) {
    for (let channel = 0; channel < 3; channel++) mapped[at + channel] = data[at + order[channel]!]!;
  }
  return { width, height, data: mapped };
}
