import { mapHsv } from '../images/hsv.ts';
import type { Transform } from '../sample.ts';
import { described } from './description.ts';

export interface HsvJitterOptions {
  /** Degrees of a circle of 180, as OpenCV counts: −hue to hue. */
  readonly hue?: number;
  /** Of 255. */
  readonly saturation?: number;
  readonly value?: number;
}

/**
 * Adds a random amount to hue, saturation and value, each with probability 1/2. Boxes stay as they are.
 *
 * Source: YOLOX's `augment_hsv`. Difference: amounts are not cut to whole numbers.
 */
export function hsvJitter(options: HsvJitterOptions = {}): Transform {
  const { hue = 5, saturation = 30, value = 30 } = options;
  return described('hsvJitter', options, (sample, random) => {
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
