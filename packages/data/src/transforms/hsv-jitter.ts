import { nonNegative, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import { mapHsv } from '../images/hsv.ts';
import type { Transform } from '../sample.ts';
import { described } from './description.ts';

/** The options of `hsvJitter`, their defaults and their checks. */
export const hsvJitterOptions = z.strictObject({
  /** Degrees of a circle of 180, as OpenCV counts: −hue to hue. */
  hue: nonNegative.default(5),
  /** Of 255. */
  saturation: nonNegative.default(30),
  /** Of 255. */
  value: nonNegative.default(30),
});

export type HsvJitterOptions = z.input<typeof hsvJitterOptions>;

/**
 * Adds a random amount to hue, saturation and value, each with probability 1/2. Boxes stay as they are.
 *
 * Source: YOLOX's `augment_hsv`. Difference: amounts are not cut to whole numbers.
 */
export function hsvJitter(options: HsvJitterOptions = {}): Transform {
  const read = readOptions('hsvJitter', hsvJitterOptions, options);
  const { hue, saturation, value } = read;
  return described('hsvJitter', read, (sample, random) => {
    const amount = (most: number) => (2 * random() - 1) * most * (random() < 0.5 ? 1 : 0);
    const turn = amount(hue) * 2;
    const [more, brighter] = [amount(saturation) / 255, amount(value)];
    const image = mapHsv(sample.image, (pixel) => {
      pixel[0] = (pixel[0] + turn + 360) % 360;
      pixel[1] = Math.min(1, Math.max(0, pixel[1] + more));
      pixel[2] = Math.min(255, Math.max(0, pixel[2] + brighter));
    });
    return { ...sample, image };
  });
}
