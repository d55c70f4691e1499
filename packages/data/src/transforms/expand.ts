import { expected, fraction, readOptions } from '@tandem-det/base';
import { z } from 'zod';
import { placeImage } from '../images/place.ts';
import type { Transform } from '../sample.ts';
import { applyGeometry } from './apply.ts';
import { described } from './description.ts';
import { color } from './shared-options.ts';

const aFactor = expected('a factor ≥ 1');

/** The options of `randomExpand`, their defaults and their checks. */
export const randomExpandOptions = z.strictObject({
  probability: fraction.default(0.5),
  /** Largest side of the canvas over that of the image. */
  most: z.number(aFactor).min(1, aFactor).default(4),
  /** By default the color nearest to ImageNet's mean, which normalization turns into about 0. */
  fill: color.default([124, 116, 104]),
});

export type RandomExpandOptions = z.input<typeof randomExpandOptions>;

/**
 * With some probability, places the image at random on a canvas 1 to `most` times as wide and high, so that
 * small objects occur. The canvas counts as image, not as padding.
 *
 * Source: SSD (Liu et al., 2016), section 3.6; mmdetection's `Expand`.
 */
export function randomExpand(options: RandomExpandOptions = {}): Transform {
  const read = readOptions('randomExpand', randomExpandOptions, options);
  const { probability, most, fill } = read;
  return described('randomExpand', read, (sample, random) => {
    if (random() >= probability) return sample;
    const ratio = 1 + random() * (most - 1);
    const { width, height } = sample.image;
    const canvas = { width: Math.floor(width * ratio), height: Math.floor(height * ratio) };
    const left = Math.floor(random() * (canvas.width - width + 1));
    const top = Math.floor(random() * (canvas.height - height + 1));
    const image = placeImage(sample.image, canvas, left, top, fill);
    return applyGeometry(sample, { scaleX: 1, scaleY: 1, offsetX: left, offsetY: top }, image);
  });
}
