import { expectThat } from '@tandem-det/base';
import { type Color, placeImage } from '../images/place.ts';
import type { Transform } from '../sample.ts';
import { applyGeometry } from './apply.ts';
import { described } from './description.ts';

export interface RandomExpandOptions {
  readonly probability?: number;
  /** Largest side of the canvas over that of the image. */
  readonly most?: number;
  /** Nearest to the mean that normalisation takes off. */
  readonly fill?: Color;
}

/**
 * With some probability, places the image at random on a canvas 1 to `most` times as wide and high, so that
 * small objects occur. The canvas counts as image, not as padding.
 *
 * Source: SSD (Liu et al., 2016), section 3.6; mmdetection's `Expand`.
 */
export function randomExpand(options: RandomExpandOptions = {}): Transform {
  const { probability = 0.5, most = 4, fill = [124, 116, 104] } = options;
  expectThat(most >= 1, 'randomExpand: most', 'a factor ≥ 1', String(most));
  return described('randomExpand', options, (sample, random) => {
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
